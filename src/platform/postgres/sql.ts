import { createHash } from 'node:crypto';
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, sql as fragment } from 'kysely';
import { LRUCache } from 'lru-cache';
import type pg from 'pg';

/** Runs a statement and answers with its rows. A value becomes a parameter; a fragment of kysely's `sql` becomes part of the text. */
export type Sql = <Row extends object>(strings: TemplateStringsArray, ...values: readonly unknown[]) => Promise<readonly Row[]>;

/** A pool, or one client inside a transaction. */
export type Executor = Pick<pg.ClientBase, 'query'> | Pick<pg.Pool, 'query'>;

type Statement = { readonly text: string; readonly name?: string };

/** The `sql` tag on this pool or client; each statement is prepared once per connection, under a name made from its text. */
export const sqlOn =
  (executor: Executor): Sql =>
  async <Row extends object>(strings: TemplateStringsArray, ...values: readonly unknown[]) => {
    const { text, name, parameters } = values.some(isFragment)
      ? composed(strings, values)
      : { ...plain(strings), parameters: [...values] };
    const { rows } = await executor.query<Row>({ text, values: parameters, ...(name === undefined ? {} : { name }) });
    return rows;
  };

const compiler = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

const isFragment = (value: unknown): boolean => typeof value === 'object' && value !== null && 'toOperationNode' in value;

// A template in the code is one object for the life of the process: its text and name are worked out once.
const plainStatements = new WeakMap<TemplateStringsArray, Statement>();

const plain = (strings: TemplateStringsArray): Statement => {
  const known = plainStatements.get(strings);
  if (known) return known;
  const text = strings.reduce((before, part, index) => `${before}$${index}${part}`);
  const statement = { text, name: nameOf(text) };
  plainStatements.set(strings, statement);
  return statement;
};

const composed = (strings: TemplateStringsArray, values: readonly unknown[]): Statement & { readonly parameters: unknown[] } => {
  const { sql: text, parameters } = fragment(strings, ...values).compile(compiler);
  return { ...worthNaming(text), parameters: [...parameters] };
};

/** A server keeps a named statement for the life of each connection, so texts made up at run time get at most this many names. */
const names = 500;
// Shared by all apps of a process: a text has one name, which follows from the text.
const named = new Map<string, Statement>();
// Shared by all apps of a process: a text met before, in any of them, is worth a name.
const seen = new LRUCache<string, true>({ max: 2_000 });

const worthNaming = (text: string): Statement => {
  const known = named.get(text);
  if (known) return known;
  if (!seen.has(text) || named.size >= names) {
    seen.set(text, true);
    return { text };
  }
  const statement = { text, name: nameOf(text) };
  named.set(text, statement);
  return statement;
};

const nameOf = (text: string): string => createHash('sha256').update(text).digest('base64url');
