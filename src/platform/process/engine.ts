import type { Pool } from 'pg';
import type { AnyProcess } from '#kernel/process';
import { type Happening, type Item, type Progress, named } from '#kernel/progress';
import type { Folded, Recorded } from '#platform/log/event-log';
import type { Caller } from '#platform/caller';
import { allShares, leases } from '#platform/process/leases';
import { perform } from '#platform/process/perform';
import { createRecord, type RecordOptions, type Which } from '#platform/process/record';
import { shareOf } from '#platform/process/share-of';
import { type Due, dueItems, nextDue } from '#platform/process/tables';
import type { Log } from '#platform/service';
import { sqlOn } from '#platform/postgres/sql';

/** Where a worker may die: an event is heard; an item is about to be done; it is done and that is not recorded yet; it is recorded. */
export type Point = 'heard' | 'taken' | 'done' | 'moved';

/** Told of every point that is passed. */
export type Reached = (point: Point, item: string, id: string) => unknown;

/** Resolves when the clock shows this time, or earlier: when the signal aborts, or to let the caller look at the clock. */
export type Until = (due: Date, signal: AbortSignal) => Promise<void>;

export type EngineOptions = RecordOptions & {
  readonly processes: readonly AnyProcess[];
  readonly pool: Pool;
  readonly until: Until;
  readonly reached: Reached;
  /** Other workers may be on the same database. */
  readonly shared: boolean;
  readonly onCommit: (listener: () => void) => () => void;
  /** Does work that rests on what was read of the log. */
  readonly within: <T>(work: () => Promise<T>) => Promise<T>;
  readonly onOtherHistory: (listener: () => void) => () => void;
  readonly log: Log;
};

export type Engine = {
  /** Lets a process hear an event of the log. */
  readonly hear: (process: AnyProcess, event: Recorded) => Promise<void>;
  /** Lets something happen to an instance, in an operator's name. */
  readonly intervene: (which: Which, happened: Happening, by: Caller) => Promise<Progress>;
  readonly stop: () => Promise<void>;
};

const most = 64; // items of one process at a time in one worker: what hangs in one holds up no other
const lookEvery = 100; // least milliseconds between two looks at the agendas
const balanceEvery = 2_000;
const farAway = new Date(8.64e15);

/** Works the agendas off: makes the calls that are due, fires timers, and records what came of it, which brings the next items. */
export const startEngine = (options: EngineOptions): Engine => {
  const { pool, clock, until, wait, reached, shared, onCommit, onOtherHistory, within, log } = options;
  const processes = new Map(options.processes.map((process) => [process.model.name, process]));
  const sql = sqlOn(pool);
  const running = new Map([...processes.keys()].map((name) => [name, new Map<string, Promise<void>>()]));
  const missed = new Set<string>(); // came due once more while they were being done
  const stopping = new AbortController();
  const lease = shared ? leases(pool, [...processes.keys()], stopping.signal) : allShares;
  const record = createRecord(options, stopping.signal);
  let woken = new AbortController();
  let nextLook = Number.POSITIVE_INFINITY;
  const wake = () => woken.abort('woken');

  const isOurs = ({ process, id }: Which) => lease.of(process).includes(shareOf(id));

  /** Starts what is due of an instance whose share this worker has; so nothing need be read again. */
  const goOn = (which: Which, folded: Folded<Progress>) => {
    if (stopping.signal.aborted || !isOurs(which)) return;
    for (const item of folded.state.agenda) {
      if (isDue(item)) start({ ...which, kind: item.kind, name: item.name }, folded);
      else if (Date.parse(item.due) < nextLook) wake();
    }
  };

  const isDue = ({ due }: Item) => due <= clock().toISOString();

  const start = (item: Due, known?: Folded<Progress>): void => {
    const own = running.get(item.process);
    const key = [item.tenant, item.id, item.kind, item.name].join('\u0000');
    if (own?.has(key)) missed.add(key);
    if (own === undefined || own.has(key) || own.size >= most) return;
    const work = run(item, known)
      .catch((error: unknown) => log.error({ err: error, process: item.process }, 'A step of a process could not be recorded.'))
      .finally(() => {
        own.delete(key);
        if (missed.delete(key) || own.size === most - 1) wake();
      });
    own.set(key, work);
  };

  const run = async (item: Due, known?: Folded<Progress>): Promise<void> => {
    const process = processes.get(item.process);
    if (process === undefined) return;
    const folded = known ?? (await record.read(item));
    const present = folded.state.agenda.find((each) => named([each], item));
    if (present === undefined || !isDue(present)) return; // done or moved meanwhile
    if (!isOurs(item)) return; // this process may have hung since it was read
    const label = `${item.kind} ${item.name}`;
    await reached('taken', label, item.id);
    // Put on the agenda by this very worker, a moment ago: nobody else can have made the call.
    const isFirst = known !== undefined && present.failed === 0;
    const happened = await perform(process, item, { ...folded, isFirst }, { ...options, stopping: stopping.signal });
    if (happened === undefined || stopping.signal.aborted) return;
    await reached('done', label, item.id);
    const mayRecord = () => lease.confirm(item.process, shareOf(item.id));
    const recorded = await record.outcome(item, happened, { correlation: folded.state.correlation, mayRecord });
    if (recorded === undefined) return;
    await reached('moved', label, item.id);
    if (recorded.after) goOn(item, recorded.after);
  };

  const look = async (): Promise<void> => {
    const wanted = [...processes.keys()].map((process) => ({ process, shares: lease.of(process), most: 2 * most }));
    const now = clock();
    await within(async () => {
      for (const item of await dueItems(sql, wanted, now)) start(item);
    });
    const due = await nextDue(sql, wanted, now);
    nextLook = due?.getTime() ?? Number.POSITIVE_INFINITY;
    const looked = performance.now();
    await until(due ?? farAway, woken.signal);
    const rest = lookEvery - (performance.now() - looked);
    if (rest > 0 && !stopping.signal.aborted) await wait(rest);
  };

  const repeat = async (work: () => Promise<void>): Promise<void> => {
    while (!stopping.signal.aborted)
      await work().catch(async (error: unknown) => {
        log.error({ err: error }, 'The agendas of the processes could not be read, and will be read again.');
        await Promise.race([stopped, wait(1_000)]);
      });
  };

  const balance = async (): Promise<void> => {
    await lease.balance();
    wake(); // the look underneath, should nobody have called
    await (shared ? Promise.race([stopped, wait(balanceEvery)]) : stopped);
  };

  const stopped = new Promise<void>((resolve) => stopping.signal.addEventListener('abort', () => resolve(), { once: true }));
  const forget = shared ? onCommit(wake) : () => undefined;
  const forgetOthers = onOtherHistory(wake); // its agendas are others
  const looking = () => {
    woken = new AbortController();
    return look();
  };
  const loops = processes.size === 0 ? [] : [repeat(balance), repeat(looking)];

  return {
    hear: async (process, event) => {
      const id = process.on[event.type]?.(event);
      if (id === undefined) return;
      const which = { tenant: event.tenant, process: process.model.name, id };
      const { type, data, position, meta } = event;
      const after = await record.happening(which, { type, data, position }, { correlation: meta.correlation });
      await reached('heard', type, id);
      goOn(which, after);
    },
    intervene: async (which, happened, { correlation, actor }) => {
      const after = await record.happening(which, happened, { correlation, actor });
      goOn(which, after);
      wake();
      return after.state;
    },
    stop: async () => {
      stopping.abort();
      forget();
      forgetOthers();
      wake();
      await Promise.all(loops);
      await Promise.all([...running.values()].flatMap((own) => [...own.values()]));
      await lease.release();
    },
  };
};
