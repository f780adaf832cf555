import type { Sql } from '#platform/postgres/sql';

/** How many sign-ins of programs a migration has ended; undefined: the upgrade has been completed. */
export const pendingUpgrade = async (sql: Sql): Promise<{ readonly programs: number } | undefined> => {
  const [row] = await sql<{ readonly programs: number }>`select programs from identity.upgrade where step = 'authority'`;
  return row;
};

export const completeUpgrade = (sql: Sql) => sql`delete from identity.upgrade where step = 'authority'`;

/** A key or a client that opens something. */
type Opening = {
  readonly tenant: string;
  readonly id: string;
  readonly member: string | null;
  readonly scopes: readonly string[] | null;
};

export const allKeys = (sql: Sql) => sql<Opening>`select tenant, id, member, scopes from identity.api_keys order by tenant, id`;

export const allClients = (sql: Sql) => sql<Opening>`select tenant, id, member, scopes from identity.clients order by tenant, id`;

export const allWorkspaces = async (sql: Sql): Promise<readonly string[]> =>
  (await sql<{ readonly tenant: string }>`select distinct tenant from identity.members order by tenant`).map(
    ({ tenant }) => tenant,
  );

export const putConfirmed = (sql: Sql, tenant: string, ids: readonly string[]) => sql`
  update identity.members set confirmed = true where tenant = ${tenant} and id = any(${ids}::text[])`;

type Enabled = { readonly tenant: string; readonly ids: readonly string[]; readonly at: readonly string[] };

/** From when on the secrets of members count who have been enabled again. */
export const putSecretsFrom = (sql: Sql, { tenant, ids, at }: Enabled) => sql`
  update identity.members m set secrets_from = e.at
  from unnest(${ids}::text[], ${at}::timestamptz[]) as e (id, at)
  where m.tenant = ${tenant} and m.id = e.id`;
