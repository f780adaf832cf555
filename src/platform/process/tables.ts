import type { Item, Phase, ProcessMoved } from '#kernel/progress';
import { shareOf } from '#platform/process/share-of';
import type { Sql } from '#platform/postgres/sql';
import { view } from '#platform/view';

type InstanceRow = {
  readonly process: string;
  readonly id: string;
  readonly phase: Phase;
  readonly waiting: boolean;
  readonly reason: string | null;
  readonly error: string | null;
  readonly started_at: string;
  readonly changed_at: string;
};

export const instances = view<ProcessMoved, InstanceRow, 'process' | 'id'>({
  name: 'process.instance',
  key: ['process', 'id'],
  on: {
    ProcessMoved: ({ data: { process, id, phase, reason, stuck }, version, recordedAt }, rows) => {
      const columns = {
        phase,
        waiting: stuck.length > 0,
        reason: reason?.code ?? null,
        error: stuck.at(-1)?.error ?? null,
        changed_at: recordedAt,
      };
      if (version === 1) rows.put({ process, id, ...columns, started_at: recordedAt });
      else rows.patch({ process, id }, columns);
    },
  },
});

type AgendaRow = Item & { readonly process: string; readonly id: string; readonly share: number };

export const agenda = view<ProcessMoved, AgendaRow, 'process' | 'id' | 'kind' | 'name'>({
  name: 'process.agenda',
  key: ['process', 'id', 'kind', 'name'],
  on: {
    ProcessMoved: ({ data: { process, id, put, off } }, rows) => {
      for (const { kind, name } of off) rows.drop({ process, id, kind, name });
      for (const item of put) rows.put({ process, id, ...item, share: shareOf(id) });
    },
  },
});

/** Something due, of whichever tenant. */
export type Due = { readonly tenant: string; readonly process: string; readonly id: string } & Pick<Item, 'kind' | 'name'>;

/** The shares of a process that this worker has, and how many items it takes at most. */
export type Wanted = { readonly process: string; readonly shares: readonly number[]; readonly most: number };

/** What is due, of each process the longest due first. */
export const dueItems = (sql: Sql, wanted: readonly Wanted[], now: Date): Promise<readonly Due[]> => sql<Due>`
  select d.* from jsonb_to_recordset(${JSON.stringify(wanted)}) as w (process text, shares int[], most int),
  lateral (select tenant, process, id, kind, name from process.agenda a
    where a.process = w.process and a.share = any(w.shares) and due <= ${now} order by due limit w.most) d`;

/** When the next item comes due. */
export const nextDue = async (sql: Sql, wanted: readonly Wanted[], now: Date): Promise<Date | undefined> => {
  const [row] = await sql<{ readonly due: Date | null }>`
    select min(d.due) as due from jsonb_to_recordset(${JSON.stringify(wanted)}) as w (process text, shares int[]),
    lateral (select due from process.agenda a
      where a.process = w.process and a.share = any(w.shares) and due > ${now} order by due limit 1) d`;
  return row?.due ?? undefined;
};

export const listed = (sql: Sql, tenant: string, { waiting, limit }: { readonly waiting: boolean; readonly limit: number }) =>
  sql<Omit<InstanceRow, 'started_at' | 'changed_at'> & { readonly started_at: Date; readonly changed_at: Date }>`
    select process, id, phase, waiting, reason, error, started_at, changed_at from process.instance
    where tenant = ${tenant} and (waiting or not ${waiting}) order by started_at desc, process, id limit ${limit}`;

/** Instances that wait for an operator, of one tenant or of all, in an order in which they are read page by page. */
export const waitingAfter = (
  sql: Sql,
  tenant: string | null,
  { after, limit }: { readonly after: Instance; readonly limit: number },
) =>
  sql<Instance>`
    select tenant, process, id from process.instance
    where waiting and (${tenant}::text is null or tenant = ${tenant})
    and (tenant, process, id) > (${after.tenant}, ${after.process}, ${after.id})
    order by tenant, process, id limit ${limit}`;

type Instance = Pick<Due, 'tenant' | 'process' | 'id'>;

/** Timers and deadlines, the next first. */
export const timersOf = (sql: Sql, tenant: string, limit: number) =>
  sql<Pick<AgendaRow, 'process' | 'id' | 'kind' | 'name'> & { readonly due: Date }>`
    select process, id, kind, name, due from process.agenda
    where tenant = ${tenant} and kind in ('timer', 'deadline') order by due, process, id limit ${limit}`;
