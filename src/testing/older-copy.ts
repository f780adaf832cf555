import type { Pool } from 'pg';
import { sqlOn } from '#platform/postgres/sql';

type Relation = { readonly name: string; readonly copy: string };

/** Copies all tables and sequences of a database; the answer puts the copy back, under the processes that run on it: a restore from a backup. */
export const olderCopy = async (pool: Pool): Promise<() => Promise<void>> => {
  const sql = sqlOn(pool);
  await pool.query('drop schema if exists older_copy cascade; create schema older_copy');
  const tables = await sql<Relation>`
    select format('%I.%I', schemaname, tablename) as name, format('older_copy.%I', schemaname || '__' || tablename) as copy from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema', 'older_copy')`;
  const sequences = await sql<{ readonly name: string; readonly value: number | null }>`
    select format('%I.%I', schemaname, sequencename) as name, last_value as value from pg_sequences`;
  await pool.query(['begin', ...tables.map(({ name, copy }) => `create table ${copy} as table ${name}`), 'commit'].join('; '));
  const back = [
    ...tables.flatMap(({ name, copy }) => [`delete from ${name}`, `insert into ${name} select * from ${copy}`]),
    ...sequences.map(({ name, value }) => `select setval('${name}', ${value ?? 1}, ${value !== null})`),
  ];
  return async () => {
    await pool.query(['begin', 'set local session_replication_role = replica', ...back, 'commit'].join('; '));
  };
};
