import type { Sql } from '#platform/postgres/sql';

export type Artifact = {
  readonly kind: string;
  readonly hash: string;
  readonly tenant: string | null;
  readonly member: string | null;
  readonly client: string | null;
  readonly payload: object;
  readonly grant: string | null;
  readonly uid: string | null;
  readonly userCode: string | null;
  readonly until: Date;
};

export const putArtifact = async (sql: Sql, artifact: Artifact): Promise<void> => {
  const { kind, hash, tenant, member, client, payload, grant, uid, userCode, until } = artifact;
  const text = JSON.stringify(payload);
  if (kind === 'RefreshToken')
    await sql`select identity.put_refresh_token(${hash}, ${tenant}, ${member}, ${client}, ${text}::jsonb, ${grant}, ${until})`;
  else
    await sql`
      insert into identity.artifact (kind, hash, tenant, member, client, payload, grant_id, uid, user_code, expires_at)
      values (${kind}, ${hash}, ${tenant}, ${member}, ${client}, ${text}::jsonb, ${grant}, ${uid}, ${userCode}, ${until})
      on conflict (kind, hash) do update set tenant = excluded.tenant, member = excluded.member, client = excluded.client,
        payload = excluded.payload, grant_id = excluded.grant_id, uid = excluded.uid, user_code = excluded.user_code,
        expires_at = excluded.expires_at`;
};

type By = { readonly kind: string } & ({ readonly hash: string } | { readonly uid: string } | { readonly userCode: string });
type Kept = { readonly payload: Readonly<Record<string, unknown>>; readonly hash: string; readonly used: boolean };

/**
 * What is kept. `used`: it has been exchanged. Of a refresh token, ten seconds ago or longer, or so that somebody has used what it was
 * exchanged for: until then the answer may have been lost, and the exchange be tried again.
 */
export const readArtifact = async (sql: Sql, by: By, at: Date): Promise<Kept | undefined> => {
  const [hash, uid, code] = ['hash' in by ? by.hash : null, 'uid' in by ? by.uid : null, 'userCode' in by ? by.userCode : null];
  const [row] = await sql<Kept>`
    select a.payload, a.hash, a.consumed_at is not null and (
      a.kind <> 'RefreshToken' or a.consumed_at < ${at}::timestamptz - interval '10 seconds' or exists (
        select from identity.artifact n
        where n.grant_id = a.grant_id and n.kind = 'RefreshToken' and n.consumed_at > '-infinity'
          and n.payload -> 'iiat' = a.payload -> 'iiat'
          and coalesce((n.payload ->> 'rotations')::int, 0) > coalesce((a.payload ->> 'rotations')::int, 0)
      )
    ) as used
    from identity.artifact a
    where a.kind = ${by.kind} and a.expires_at > ${at}
      and (a.hash = ${hash}::text or a.uid = ${uid}::text or a.user_code = ${code}::text)`;
  return row;
};

/** Marks as exchanged. Of several at once, one is the first. */
export const consumeArtifact = async (sql: Sql, kind: string, hash: string, at: Date): Promise<boolean> => {
  const rows = await sql`
    update identity.artifact set consumed_at = ${at} where kind = ${kind} and hash = ${hash} and consumed_at is null returning hash`;
  return rows.length > 0;
};

export const dropArtifact = (sql: Sql, kind: string, hash: string) =>
  sql`delete from identity.artifact where kind = ${kind} and hash = ${hash}`;

/** Ends everything that hangs on a grant. */
export const dropGrant = (sql: Sql, grant: string) => sql`delete from identity.artifact where grant_id = ${grant}`;

type Of = { readonly tenant: string; readonly member: string };

/** Ends everything that a member has let programs do, or one program. */
export const dropGrantsOf = (sql: Sql, { tenant, member }: Of, client: string | null = null) => sql`
  delete from identity.artifact
  where tenant = ${tenant} and member = ${member} and (${client}::text is null or client = ${client})`;

type Consent = Of & { readonly hash: string; readonly grant: string; readonly session: string };

/** Notes in which session a grant was given. False: the session has ended meanwhile. */
export const putConsent = async (sql: Sql, { hash, grant, tenant, member, session }: Consent): Promise<boolean> => {
  const rows = await sql`
    with present as (
      select from identity.session where tenant = ${tenant} and member = ${member} and id = ${session} for key share
    )
    insert into identity.consent (hash, grant_id, tenant, member, session)
    select ${hash}, ${grant}, ${tenant}, ${member}, ${session} from present
    returning hash`;
  return rows.length > 0;
};

/** Hangs what was allowed in one session of a member on another one of the same member. */
export const moveConsents = (
  sql: Sql,
  { tenant, member }: Of,
  { from, to }: { readonly from: string; readonly to: string },
) => sql`
  update identity.consent c set session = new.id
  from identity.session old, identity.session new
  where c.tenant = ${tenant} and c.member = ${member} and c.session = old.id
    and old.hash = ${from} and old.tenant = ${tenant} and old.member = ${member}
    and new.hash = ${to} and new.tenant = ${tenant} and new.member = ${member}`;

type Agreed = {
  readonly client: string;
  readonly label: string | null;
  readonly scopes: readonly string[];
  readonly since: Date;
  readonly until: Date;
};

/** The programs that a member lets act, with what all their grants allow together, the one agreed to last first. */
export const grantsOf = (sql: Sql, { tenant, member }: Of, at: Date) => sql<Agreed>`
  select a.client, c.label, array_agg(distinct scope order by scope) as scopes,
    min(to_timestamp((a.payload ->> 'iat')::float8)) as since, max(a.expires_at) as until
  from identity.artifact a
  left join identity.clients c on c.id = a.client
  cross join string_to_table(coalesce(a.payload -> 'openid' ->> 'scope', ''), ' ') as scope
  where a.tenant = ${tenant} and a.member = ${member} and a.kind = 'Grant' and a.expires_at > ${at}
  group by a.client, c.label order by until desc, a.client limit 100`;

/** Ends whatever a client may do. */
export const dropTokensOfClient = (sql: Sql, client: string) => sql`delete from identity.artifact where client = ${client}`;

export const sweepArtifacts = async (sql: Sql): Promise<void> => {
  await sql`delete from identity.artifact where expires_at < now()`;
  await sql`delete from identity.consent c where not exists (select from identity.artifact where kind = 'Grant' and hash = c.hash)`;
};
