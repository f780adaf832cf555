import type { Sql } from '#platform/postgres/sql';

type Of = { readonly tenant: string; readonly member: string };

/** Ends whatever a member is signed in with, and every link that would sign in: sessions, programs and tickets. Keys are events. */
export const endAccess = async (sql: Sql, { tenant, member }: Of): Promise<void> => {
  await sql`select identity.end_sessions(${tenant}, ${member}, null)`;
  await sql`delete from identity.artifact where tenant = ${tenant} and member = ${member}`;
  await sql`
    delete from identity.artifact a using identity.clients c
    where a.kind = 'ClientCredentials' and c.id = a.client and c.tenant = ${tenant} and c.member = ${member}`;
  await sql`delete from identity.ticket where tenant = ${tenant} and member = ${member}`;
};
