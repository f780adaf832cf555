import type { Sql } from '#platform/postgres/sql';
import type { Role } from '../domain/role.ts';

/** Whose secret it is, and what of the member's rights it carries; null: all. */
export type Bearer = {
  readonly tenant: string;
  readonly member: string;
  readonly roles: readonly Role[];
  readonly scopes: readonly string[] | null;
  readonly kind: 'session' | 'key' | 'program';
  /** Of the session, the key or the program. */
  readonly id: string;
  /** When the session began. */
  readonly since: Date | null;
  /** The workspace asks for a second factor, and the member has none. */
  readonly lacks_a_factor: boolean;
};

/** The bearer of an API key, while it is good and its member active. That it was used is noted once a minute at most. */
export const bearerOfKey = async (sql: Sql, hash: string, at: Date): Promise<Bearer | undefined> => {
  const [row] = await sql<Bearer>`
    with found as (
      select k.tenant, k.id, k.member, m.roles, k.scopes, identity.lacks_a_factor(m.tenant, m.id, m.kind)
      from identity.api_keys k join identity.members m on m.tenant = k.tenant and m.id = k.member
      where k.hash = ${hash} and m.status = 'active' and (k.until is null or k.until > ${at}::timestamptz)
        and (m.secrets_from is null or k.issued_at >= m.secrets_from)
    ), used as (
      insert into identity.api_key_use as u (tenant, id, used_at) select tenant, id, ${at}::timestamptz from found
      on conflict (tenant, id) do update set used_at = excluded.used_at where u.used_at < excluded.used_at - interval '1 minute'
    )
    select tenant, member, roles, scopes, lacks_a_factor, 'key' as kind, id, null::timestamptz as since from found`;
  return row;
};

/** The bearer of a session, while it lasts, has been used in the last three days, and its member is active. */
export const bearerOfSession = async (sql: Sql, hash: string, at: Date): Promise<Bearer | undefined> => {
  const [row] = await sql<Bearer>`
    with found as (
      select s.hash, s.id, s.created_at, s.tenant, s.member, m.roles, identity.lacks_a_factor(m.tenant, m.id, m.kind)
      from identity.session s join identity.members m on m.tenant = s.tenant and m.id = s.member
      where s.hash = ${hash} and m.status = 'active' and s.expires_at > ${at}::timestamptz
        and s.seen_at > ${at}::timestamptz - interval '3 days' and (m.secrets_from is null or s.created_at >= m.secrets_from)
    ), seen as (
      update identity.session s set seen_at = ${at}::timestamptz from found f
      where s.hash = f.hash and s.seen_at < ${at}::timestamptz - interval '1 minute'
    )
    select tenant, member, roles, null::text[] as scopes, lacks_a_factor, 'session' as kind, id, created_at as since from found`;
  return row;
};

/** The bearer of an access token that the OAuth provider has issued: a member's, or a client's that acts as a service account. */
export const bearerOfAccessToken = async (sql: Sql, hash: string, at: Date): Promise<Bearer | undefined> => {
  const [row] = await sql<Bearer>`
    select m.tenant, m.id as member, m.roles, string_to_array(coalesce(a.payload ->> 'scope', ''), ' ') as scopes,
      identity.lacks_a_factor(m.tenant, m.id, m.kind), 'program' as kind, a.client as id, null::timestamptz as since
    from identity.artifact a
    left join identity.clients c on a.kind = 'ClientCredentials' and c.id = a.client
    join identity.members m on m.tenant = coalesce(a.tenant, c.tenant) and m.id = coalesce(a.member, c.member)
    where a.kind in ('AccessToken', 'ClientCredentials') and a.hash = ${hash} and a.expires_at > ${at} and m.status = 'active'
      and case a.kind
        when 'ClientCredentials' then m.kind = 'service'
        else exists (
          select from identity.consent g join identity.artifact kept on kept.kind = 'Grant' and kept.hash = g.hash
          where g.grant_id = a.grant_id
        )
      end`;
  return row;
};
