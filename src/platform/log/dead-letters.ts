import type { Recorded } from '#platform/log/event-log';
import type { Sql } from '#platform/postgres/sql';

/** An event that a reaction could not handle; without an error, one that waits behind such an event of its stream. */
export type DeadLetter = {
  readonly subscriber: string;
  readonly position: number;
  readonly tenant: string;
  readonly stream: string;
  readonly type: string;
  readonly data: object;
  readonly error: string | null;
  readonly failedAt: Date;
};

/** Whether anything is laid aside at all. */
export const hasLetters = async (sql: Sql, subscriber: string): Promise<boolean> => {
  const [row] = await sql<{
    readonly some: boolean;
  }>`select exists (select from log.dead_letter where subscriber = ${subscriber}) as some`;
  return row?.some === true;
};

/** The streams among these events that have dead letters: what follows in them must wait. */
export const heldStreams = async (sql: Sql, subscriber: string, events: readonly Recorded[]): Promise<Set<string>> => {
  const rows = await sql<{ readonly tenant: string; readonly stream: string }>`
    select distinct tenant, stream from log.dead_letter
    where subscriber = ${subscriber} and stream = any (${[...new Set(events.map(({ stream }) => stream))]}::text[])`;
  return new Set(rows.map(({ tenant, stream }) => `${tenant}\u0000${stream}`));
};

/** Lays an event aside, with the error that it failed with, or none when it only waits. */
export const layAside = (sql: Sql, subscriber: string, event: Recorded, error: string | null) => sql`
  insert into log.dead_letter (subscriber, position, tenant, stream, type, data, error, failed_at)
  values (${subscriber}, ${event.position}, ${event.tenant}, ${event.stream}, ${event.type}, ${JSON.stringify(event.data)}::json, ${error}, now())
  on conflict do nothing`;

/** The letters of one tenant, or of all. */
export const listDeadLetters = (sql: Sql, tenant: string | null, limit = 100): Promise<readonly DeadLetter[]> => sql<DeadLetter>`
  select subscriber, position, tenant, stream, type, data, error, failed_at as "failedAt" from log.dead_letter
  where ${tenant}::text is null or tenant = ${tenant}
  order by subscriber, position limit ${limit}`;

type Which = { readonly subscriber: string; readonly position: number; readonly tenant: string | null };

/** Replaces what a dead letter carries, to be resubmitted. */
export const editDeadLetter = async (sql: Sql, { subscriber, position, tenant }: Which, data: object): Promise<boolean> => {
  const rows = await sql`
    update log.dead_letter set data = ${JSON.stringify(data)}::json
    where subscriber = ${subscriber} and position = ${position} and (${tenant}::text is null or tenant = ${tenant}) returning 1 as done`;
  return rows.length > 0;
};

/** Throws a dead letter away; what waits behind it may then be resubmitted. */
export const discardDeadLetter = async (sql: Sql, { subscriber, position, tenant }: Which): Promise<boolean> => {
  const rows = await sql`
    delete from log.dead_letter
    where subscriber = ${subscriber} and position = ${position} and (${tenant}::text is null or tenant = ${tenant}) returning 1 as done`;
  return rows.length > 0;
};

/** The letters of one stream with their events, in order, locked for the transaction. */
export const lettersOf = (sql: Sql, subscriber: string, tenant: string, stream: string) => sql<
  Omit<Recorded, 'recordedAt'> & { readonly recorded_at: Date }
>`
  select d.position, d.tenant, d.stream, d.type, d.data, e.version, e.meta, e.recorded_at
  from log.dead_letter d join log.event e using (position)
  where d.subscriber = ${subscriber} and d.tenant = ${tenant} and d.stream = ${stream} order by d.position for update of d`;
