import type { Sql } from '#platform/postgres/sql';

type Step = { readonly nonce: string; readonly verifier: string };
type NewStep = Step & { readonly hash: string; readonly tenant: string; readonly until: Date };

export const putStep = (sql: Sql, { hash, tenant, nonce, verifier, until }: NewStep) => sql`
  insert into identity.outside_step (hash, tenant, nonce, verifier, expires_at) values (${hash}, ${tenant}, ${nonce}, ${verifier}, ${until})`;

/** Takes up a sign-in that has come back. Of several who try, one does. */
export const takeStep = async (sql: Sql, tenant: string, hash: string, at: Date): Promise<Step | undefined> => {
  const [row] = await sql<Step>`
    delete from identity.outside_step where hash = ${hash} and tenant = ${tenant} and expires_at > ${at} returning nonce, verifier`;
  return row;
};

type Account = { readonly tenant: string; readonly issuer: string; readonly subject: string };

export const memberOfOutside = async (sql: Sql, { tenant, issuer, subject }: Account): Promise<string | undefined> => {
  const [row] = await sql<{ readonly member: string }>`
    select member from identity.outside_account where tenant = ${tenant} and issuer = ${issuer} and subject = ${subject}`;
  return row?.member;
};

export const linkOutside = (sql: Sql, { tenant, issuer, subject }: Account, member: string) => sql`
  insert into identity.outside_account (tenant, issuer, subject, member) values (${tenant}, ${issuer}, ${subject}, ${member})
  on conflict do nothing`;

type OutsideAccount = { readonly issuer: string; readonly subject: string };
type Of = { readonly tenant: string; readonly member: string };

export const outsideAccountsOf = (sql: Sql, { tenant, member }: Of) => sql<OutsideAccount>`
  select issuer, subject from identity.outside_account
  where tenant = ${tenant} and member = ${member} order by issuer, subject limit 50`;

/** Removes the link to an account. False: there is none of this member. */
export const unlinkOutside = async (sql: Sql, { tenant, member }: Of, { issuer, subject }: OutsideAccount): Promise<boolean> => {
  const rows = await sql`
    delete from identity.outside_account
    where tenant = ${tenant} and member = ${member} and issuer = ${issuer} and subject = ${subject} returning issuer`;
  return rows.length > 0;
};

export const sweepSteps = (sql: Sql) => sql`delete from identity.outside_step where expires_at < now()`;
