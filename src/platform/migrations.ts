import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '#platform/context';
import type { Migrations } from '#platform/postgres/migrate';
import type { Sql } from '#platform/postgres/sql';

/** The migrations of the platform, the log, and all contexts, in the order in which they build on each other. */
export const migrationsOf = (contexts: readonly Context[]): readonly Migrations[] => [
  { name: 'platform', folder: join(import.meta.dirname, 'migrations') },
  { name: 'log', folder: join(import.meta.dirname, 'log', 'migrations') },
  ...contexts.map(({ name, home }) => ({ name, folder: join(home, 'migrations') })).filter(({ folder }) => existsSync(folder)),
];

/** Rejects unless the database has every migration that this version knows. It may have more, when a newer version runs beside it. */
export const allApplied = async (sql: Sql, migrations: readonly Migrations[]): Promise<void> => {
  const names = migrations.map(({ name }) => name);
  const wanted = migrations.flatMap(({ folder }) => readdirSync(folder)).filter((file) => file.endsWith('.sql')).length;
  const [row] = await sql<{
    readonly applied: number;
  }>`select count(*)::int as applied from platform.migration where context = any(${names})`;
  if ((row?.applied ?? 0) < wanted) throw new Error('The database lacks migrations of this version.');
};
