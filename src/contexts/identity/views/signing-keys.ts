import type { Sealed } from '#kernel/sealed';
import type { Sql } from '#platform/postgres/sql';

export type Purpose = 'token' | 'cookie';
type Key = { readonly id: string; readonly purpose: Purpose; readonly secret: Sealed; readonly created_at: Date };

/** All keys, the newest first. */
export const signingKeys = (sql: Sql) =>
  sql<Key>`select id, purpose, secret, created_at from identity.signing_key order by created_at desc, id`;

/** Adds a key, unless one for the same purpose is as new: of several processes that try at once, one does. */
export const addSigningKey = async (sql: Sql, key: Key, newerThan: Date): Promise<void> => {
  await sql`
    with turn as (select pg_advisory_xact_lock(hashtext('identity.signing_key')))
    insert into identity.signing_key (id, purpose, secret, created_at)
    select ${key.id}, ${key.purpose}, ${key.secret}, ${key.created_at} from turn
    where not exists (select from identity.signing_key where purpose = ${key.purpose} and created_at > ${newerThan})`;
};

export const dropSigningKeys = (sql: Sql, olderThan: Date) =>
  sql`delete from identity.signing_key where created_at < ${olderThan}`;
