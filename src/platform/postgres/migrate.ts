import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { requireServer } from '#platform/postgres/pool';

/** The numbered SQL files of one context, which has a schema of the same name. */
export type Migrations = { readonly name: string; readonly folder: string };

type Migration = {
  readonly context: string;
  readonly number: number;
  readonly file: string;
  readonly text: string;
  readonly sha256: string;
};
type Applied = { readonly context: string; readonly number: number; readonly sha256: string };

const lock = 7_012_118_051_614;

/**
 * Brings the database to the state of the migration files, each in a transaction of its own; several processes may do so at once.
 * Answers with the files applied now, as `graph/001-nodes.sql`. Throws, and changes nothing, when a file applied earlier has
 * changed or gone, or when the numbers of a folder do not run 001, 002, 003 …
 */
export const migrate = async (pool: pg.Pool, contexts: readonly Migrations[]): Promise<readonly string[]> => {
  const wanted = (await Promise.all(contexts.map(readMigrations))).flat();
  const client = await pool.connect();
  let failed = true;
  try {
    await requireServer(client);
    await client.query('select pg_advisory_lock($1)', [lock]);
    const applied = await applyMissing(client, contexts, wanted);
    await client.query('select pg_advisory_unlock($1)', [lock]);
    failed = false;
    return applied;
  } finally {
    // Closing the connection ends its transaction and gives the lock free, whatever state a failure left it in.
    client.release(failed);
  }
};

const applyMissing = async (
  client: pg.PoolClient,
  contexts: readonly Migrations[],
  wanted: readonly Migration[],
): Promise<readonly string[]> => {
  await createSchemas(client, ['platform', ...contexts.map(({ name }) => name)]);
  await client.query(`create table if not exists platform.migration (
    context text not null, number int not null, name text not null, sha256 text not null,
    applied_at timestamptz not null default now(), primary key (context, number))`);
  const names = contexts.map(({ name }) => name);
  const { rows: applied } = await client.query<Applied>(
    'select context, number, sha256 from platform.migration where context = any($1) order by context, number',
    [names],
  );
  const missing = compare(wanted, applied);
  for (const migration of missing) await apply(client, migration);
  return missing.map(({ context, file }) => `${context}/${file}`);
};

const compare = (wanted: readonly Migration[], applied: readonly Applied[]): readonly Migration[] => {
  const known = new Map(applied.map(({ context, number, sha256 }) => [`${context}/${number}`, sha256]));
  for (const { context, number, file, sha256 } of wanted) {
    const before = known.get(`${context}/${number}`);
    if (before !== undefined && before !== sha256)
      throw new Error(
        `The migration ${context}/${file} has changed since it was applied to this database. Put the change into a new file.`,
      );
    known.delete(`${context}/${number}`);
  }
  const [ahead] = known.keys();
  if (ahead !== undefined)
    throw new Error(
      `This database has the migration ${ahead}, which this version of Almanac does not know. Start a newer version.`,
    );
  const done = new Set(applied.map(({ context, number }) => `${context}/${number}`));
  return wanted.filter(({ context, number }) => !done.has(`${context}/${number}`));
};

const apply = async (client: pg.PoolClient, { context, number, file, text, sha256 }: Migration): Promise<void> => {
  try {
    await client.query('begin');
    await client.query(text);
    await client.query('insert into platform.migration (context, number, name, sha256) values ($1, $2, $3, $4)', [
      context,
      number,
      file,
      sha256,
    ]);
    await client.query('commit');
  } catch (error) {
    throw new Error(`The migration ${context}/${file} failed: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
};

// Asked for first, because `create schema if not exists` wants the right to create even where there is nothing to do.
const createSchemas = async (client: pg.PoolClient, names: readonly string[]): Promise<void> => {
  const { rows } = await client.query<{ readonly nspname: string }>('select nspname from pg_namespace where nspname = any($1)', [
    names,
  ]);
  const present = new Set(rows.map(({ nspname }) => nspname));
  for (const name of new Set(names)) if (!present.has(name)) await client.query(`create schema if not exists ${name}`);
};

const readMigrations = async ({ name, folder }: Migrations): Promise<readonly Migration[]> => {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`"${name}" cannot be the name of a schema.`);
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  const migrations = await Promise.all(files.map((file) => readMigration(name, folder, file)));
  migrations.forEach(({ number, file }, index) => {
    const before = migrations[index - 1];
    if (before?.number === number)
      throw new Error(`The migrations ${name}/${before.file} and ${name}/${file} have the same number.`);
    if (number !== index + 1)
      throw new Error(`The migration before ${name}/${file} is missing: the numbers must run 001, 002, 003 without a gap.`);
  });
  return migrations;
};

const readMigration = async (context: string, folder: string, file: string): Promise<Migration> => {
  const number = /^(\d{3})-[a-z0-9-]+\.sql$/.exec(file)?.[1];
  if (number === undefined) throw new Error(`The migration ${context}/${file} must be named like 001-what-it-does.sql.`);
  // A checkout on Windows may end lines with CR LF; the same migration must have the same sum everywhere.
  const text = (await readFile(join(folder, file), 'utf8')).replaceAll('\r\n', '\n');
  return { context, number: Number(number), file, text, sha256: createHash('sha256').update(text).digest('hex') };
};
