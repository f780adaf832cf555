import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';

const counting = new AsyncLocalStorage<string[]>();

type Query = (this: pg.Client, ...input: readonly unknown[]) => unknown;

// A statement belongs to the work that asked for it, so what runs in the background meanwhile is not counted.
const { query: send } = pg.Client.prototype as unknown as { readonly query: Query }; // the seam: its overloads pass through
const counted: Query = function (...input) {
  counting.getStore()?.push(textOf(input[0]));
  return send.apply(this, [...input]);
};
Object.assign(pg.Client.prototype, { query: counted });

/** The statements that a piece of work sends to the database, in order. */
export const statementsOf = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
  const statements: string[] = [];
  await counting.run(statements, work);
  return statements;
};

const textOf = (query: unknown): string => {
  const text =
    typeof query === 'string' ? query : typeof query === 'object' && query !== null && 'text' in query ? String(query.text) : '';
  return text.replaceAll(/\s+/g, ' ').trim();
};
