import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';

const counting = new AsyncLocalStorage<string[]>();

// A statement belongs to the work that asked for it, so what runs in the background meanwhile is not counted.
const send = pg.Client.prototype.query;
pg.Client.prototype.query = function (this: pg.Client, ...input: unknown[]) {
  counting.getStore()?.push(textOf(input[0]));
  return (send as (...input: unknown[]) => unknown).apply(this, input);
} as typeof send; // the seam: all its overloads pass through

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
