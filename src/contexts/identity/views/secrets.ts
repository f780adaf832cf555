import type { Sealed } from '#kernel/sealed';
import type { Sql } from '#platform/postgres/sql';

type Of = { readonly tenant: string; readonly member: string };

export const setPassword = (sql: Sql, { tenant, member }: Of, hash: string, at: Date) => sql`
  insert into identity.password (tenant, member, hash, changed_at) values (${tenant}, ${member}, ${hash}, ${at})
  on conflict (tenant, member) do update set hash = excluded.hash, changed_at = excluded.changed_at`;

export const passwordOf = async (sql: Sql, { tenant, member }: Of): Promise<string | undefined> => {
  const [row] = await sql<{ readonly hash: string }>`
    select hash from identity.password where tenant = ${tenant} and member = ${member}`;
  return row?.hash;
};

/** Whether a member has any way to sign in. */
export const canSignIn = async (sql: Sql, { tenant, member }: Of): Promise<boolean> => {
  const [row] = await sql<{ readonly can: boolean }>`
    select exists (select from identity.password where tenant = ${tenant} and member = ${member})
      or exists (select from identity.passkey where tenant = ${tenant} and member = ${member})
      or exists (select from identity.outside_account where tenant = ${tenant} and member = ${member}) as can`;
  return row?.can ?? false;
};

export type Purpose = 'join' | 'reset' | 'second-factor' | 'set-up' | 'address';
/** The address that a ticket confirms. */
type Confirming = { readonly email: Sealed; readonly print: string };
type Ticket = Of & { readonly purpose: Purpose; readonly hash: string; readonly until: Date; readonly confirms?: Confirming };

/** Keeps what a link or a next step carries; of links in letters the newest for each member and purpose. */
export const putTicket = (sql: Sql, { tenant, member, purpose, hash, until, confirms }: Ticket) => sql`
  insert into identity.ticket (hash, tenant, purpose, member, expires_at, email, print)
  values (${hash}, ${tenant}, ${purpose}, ${member}, ${until}, ${confirms?.email ?? null}, ${confirms?.print ?? null})
  on conflict (tenant, purpose, member) where purpose not in ('second-factor', 'set-up')
  do update set hash = excluded.hash, expires_at = excluded.expires_at, email = excluded.email, print = excluded.print`;

/** Keeps a ticket to set an installation up; there may be several, and one that is chosen by hand may come again. */
export const putSetUpTicket = (sql: Sql, { tenant, member, hash, until }: Omit<Ticket, 'purpose'>) => sql`
  insert into identity.ticket (hash, tenant, purpose, member, expires_at) values (${hash}, ${tenant}, 'set-up', ${member}, ${until})
  on conflict (hash) do update set expires_at = excluded.expires_at`;

type Shown = { readonly purpose: Purpose; readonly hash: string; readonly at: Date };

/** Whom a ticket is for, while it is good. */
export const holderOfTicket = async (sql: Sql, { purpose, hash, at }: Shown): Promise<Of | undefined> => {
  const [row] = await sql<Of>`
    select tenant, member from identity.ticket where hash = ${hash} and purpose = ${purpose} and expires_at > ${at}`;
  return row;
};

/** The address that a ticket of a member confirms, while it is good. */
export const addressOfTicket = async (sql: Sql, { tenant, member }: Of, { hash, at }: Omit<Shown, 'purpose'>) => {
  const [row] = await sql<Confirming>`
    select email, print from identity.ticket
    where hash = ${hash} and purpose = 'address' and tenant = ${tenant} and member = ${member} and expires_at > ${at}`;
  return row;
};

/** Uses a ticket up. Of several who try at once, one gets it. */
export const takeTicket = async (sql: Sql, { purpose, hash, at }: Shown): Promise<Of | undefined> => {
  const [row] = await sql<Of>`
    delete from identity.ticket where hash = ${hash} and purpose = ${purpose} and expires_at > ${at} returning tenant, member`;
  return row;
};

/** Ends the tickets of a member for a purpose. Answers how many there were. */
export const endTickets = async (sql: Sql, { tenant, member }: Of, purpose: Purpose): Promise<number> => {
  const rows = await sql`
    delete from identity.ticket where tenant = ${tenant} and member = ${member} and purpose = ${purpose} returning hash`;
  return rows.length;
};

type NewSession = Of & {
  readonly id: string;
  readonly hash: string;
  readonly agent: Sealed | null;
  readonly at: Date;
  readonly until: Date;
};

export const putSession = (sql: Sql, { tenant, member, id, hash, agent, at, until }: NewSession) => sql`
  insert into identity.session (hash, tenant, id, member, agent, created_at, seen_at, expires_at)
  values (${hash}, ${tenant}, ${id}, ${member}, ${agent}, ${at}, ${at}, ${until})`;

type Session = {
  readonly id: string;
  readonly agent: Sealed | null;
  readonly created_at: Date;
  readonly seen_at: Date;
  readonly expires_at: Date;
};

export const sessionsOf = (sql: Sql, { tenant, member }: Of, at: Date) => sql<Session>`
  select id, agent, created_at, seen_at, expires_at from identity.session
  where tenant = ${tenant} and member = ${member} and expires_at > ${at} and seen_at > ${at}::timestamptz - interval '3 days'
  order by seen_at desc, id limit 100`;

/** Ends one session of a member, or all of them, and whatever programs were allowed in it. */
export const endSessions = (sql: Sql, { tenant, member }: Of, id: string | null = null) => sql`
  select identity.end_sessions(${tenant}, ${member}, ${id})`;

export const endSessionBehind = (sql: Sql, { tenant, member }: Of, hash: string) => sql`
  select identity.end_sessions(tenant, member, id) from identity.session
  where tenant = ${tenant} and member = ${member} and hash = ${hash}`;

/** Throws away what has come to its end. */
export const sweepSecrets = async (sql: Sql): Promise<void> => {
  await sql`delete from identity.session where expires_at < now() or seen_at < now() - interval '3 days'`;
  await sql`delete from identity.ticket where expires_at < now()`;
};
