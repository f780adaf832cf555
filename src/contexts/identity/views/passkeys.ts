import type { Sql } from '#platform/postgres/sql';

type Of = { readonly tenant: string; readonly member: string };

export type StoredPasskey = {
  readonly id: string;
  readonly member: string;
  readonly public_key: Uint8Array;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly label: string;
  readonly created_at: Date;
  readonly used_at: Date | null;
};

export const passkeysOf = (sql: Sql, { tenant, member }: Of) => sql<StoredPasskey>`
  select id, member, public_key, counter::float8 as counter, transports, label, created_at, used_at from identity.passkey
  where tenant = ${tenant} and member = ${member} order by created_at, id limit 50`;

export const passkeyById = async (sql: Sql, tenant: string, id: string): Promise<StoredPasskey | undefined> => {
  const [row] = await sql<StoredPasskey>`
    select id, member, public_key, counter::float8 as counter, transports, label, created_at, used_at from identity.passkey
    where tenant = ${tenant} and id = ${id}`;
  return row;
};

type NewPasskey = Of &
  Pick<StoredPasskey, 'id' | 'counter' | 'transports' | 'label'> & { readonly publicKey: Uint8Array; readonly at: Date };

export const putPasskey = (sql: Sql, { tenant, member, id, publicKey, counter, transports, label, at }: NewPasskey) => sql`
  insert into identity.passkey (tenant, id, member, public_key, counter, transports, label, created_at)
  values (${tenant}, ${id}, ${member}, ${Buffer.from(publicKey)}, ${counter}, ${[...transports]}, ${label}, ${at})
  on conflict do nothing`;

/** Moves a counter on. It never goes back: an authenticator that counts and tells a smaller number has been copied. */
export const usePasskey = async (
  sql: Sql,
  { tenant, id, counter, at }: { readonly tenant: string; readonly id: string; readonly counter: number; readonly at: Date },
) => {
  const rows = await sql`
    update identity.passkey set counter = ${counter}, used_at = ${at}
    where tenant = ${tenant} and id = ${id} and (counter < ${counter} or counter = 0 and ${counter} = 0) returning id`;
  return rows.length > 0;
};

export const dropPasskey = async (sql: Sql, { tenant, member }: Of, id: string): Promise<boolean> => {
  const rows =
    await sql`delete from identity.passkey where tenant = ${tenant} and member = ${member} and id = ${id} returning id`;
  return rows.length > 0;
};

export const putChallenge = (
  sql: Sql,
  {
    hash,
    tenant,
    member,
    until,
  }: { readonly hash: string; readonly tenant: string; readonly member: string | null; readonly until: Date },
) => sql`
  insert into identity.challenge (hash, tenant, member, expires_at) values (${hash}, ${tenant}, ${member}, ${until})`;

/** Takes a challenge, once. */
export const takeChallenge = async (
  sql: Sql,
  {
    hash,
    tenant,
    member,
    at,
  }: { readonly hash: string; readonly tenant: string; readonly member: string | null; readonly at: Date },
): Promise<boolean> => {
  const rows = await sql`
    delete from identity.challenge
    where hash = ${hash} and tenant = ${tenant} and member is not distinct from ${member}::text and expires_at > ${at} returning hash`;
  return rows.length > 0;
};

export const sweepChallenges = (sql: Sql) => sql`delete from identity.challenge where expires_at < now()`;
