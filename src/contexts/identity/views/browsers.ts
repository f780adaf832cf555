import type { Sql } from '#platform/postgres/sql';

type Of = { readonly tenant: string; readonly member: string };

/** A browser in which somebody has signed in is told from a stranger's: attempts from it are counted by themselves. */
export const knowBrowser = (sql: Sql, { tenant, member }: Of, hash: string, at: Date) => sql`
  insert into identity.browser (tenant, member, hash, seen_at) values (${tenant}, ${member}, ${hash}, ${at})
  on conflict (tenant, member, hash) do update set seen_at = excluded.seen_at`;

export const isKnownBrowser = async (sql: Sql, { tenant, member }: Of, hash: string): Promise<boolean> => {
  const rows = await sql`
    select 1 as known from identity.browser where tenant = ${tenant} and member = ${member} and hash = ${hash}`;
  return rows.length > 0;
};
