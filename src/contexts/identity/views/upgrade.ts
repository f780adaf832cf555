import type { Sql } from '#platform/postgres/sql';

/** How many sign-ins a migration has ended. */
type Ended = { readonly cookies: number; readonly programs: number };

/** Undefined: the upgrade has been completed. */
export const pendingUpgrade = async (sql: Sql): Promise<Ended | undefined> => {
  const [row] = await sql<Ended>`select cookies, programs from identity.upgrade where step = 'authority'`;
  return row;
};

export const completeUpgrade = (sql: Sql) => sql`delete from identity.upgrade where step = 'authority'`;

/** A key or a client that opens something, with who made it and at which position of the log. */
type Made = {
  readonly tenant: string;
  readonly id: string;
  readonly member: string | null;
  readonly scopes: readonly string[] | null;
  readonly maker: string;
  readonly position: number;
};

export const keysWithMakers = (sql: Sql) => sql<Made>`
  select k.tenant, k.id, k.member, k.scopes, e.meta ->> 'actor' as maker, e.position::float8 as position
  from identity.api_keys k
  join log.event e on e.tenant = k.tenant and e.stream = 'api-key-' || k.id and e.type = 'ApiKeyIssued'
  where e.meta ->> 'actor' <> k.member order by k.tenant, k.id`;

export const clientsWithMakers = (sql: Sql) => sql<Made>`
  select c.tenant, c.id, c.member, c.scopes, e.meta ->> 'actor' as maker, e.position::float8 as position
  from identity.clients c
  join log.event e on e.tenant = c.tenant and e.stream = 'client-' || c.id and e.type = 'ClientRegistered'
  order by c.tenant, c.id`;
