import { isDeepStrictEqual } from 'node:util';
import type { Pool } from 'pg';
import type { AppendId, Upcasters } from '#platform/log/event-log';
import { foldRows, type StoredRow } from '#platform/log/fold-stream';
import type { History } from '#platform/log/history';
import { snapshotOf } from '#platform/log/snapshot';
import { type Kept, nothingYet, type States } from '#platform/log/states';
import type { Troubles } from '#platform/log/troubles';
import type { Log } from '#platform/service';

export type MemoryOptions = {
  readonly states: Pick<States, 'kept' | 'drop'>;
  readonly pool: Pool;
  readonly upcasters: Upcasters;
  readonly troubles: Troubles;
  readonly history: History;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly log: Log;
};

export type MemoryWatch = {
  /** Compares all that is kept, of streams of up to 5,000 events. Returns the streams whose state was not what the log says. */
  readonly verify: () => Promise<readonly string[]>;
  readonly stop: () => Promise<void>;
};

const everyMs = 1_000;
const share = 0.02; // of a core, at most
const most = { streams: 20, events: 5_000 }; // in one look

/**
 * Memory equals the log: looks once a second whether the log is still the one that is remembered, and folds some of the streams in memory from
 * their first event, in turn. A difference is a bug of the log: it is reported, and the stream is dropped, so that it is read again.
 */
export const watchMemory = (options: MemoryOptions): MemoryWatch => {
  const { states, troubles, history, wait, log } = options;
  const stopping = new AbortController();
  const stopped = new Promise<void>((resolve) => stopping.signal.addEventListener('abort', () => resolve(), { once: true }));
  let looks = 0;

  const compare = async (kept: readonly Kept[]): Promise<readonly string[]> => {
    const era = history.era();
    const wrong = await differing(kept, options);
    // Where the log has become another one since these states were taken, nothing was wrong, and they are gone already.
    if (wrong.length > 0 && (era.isPast || !(await history.check()))) return [];
    for (const each of wrong) {
      states.drop(each);
      const reason = `Memory held a state that the log does not lead to, at version ${each.version}. It was dropped.`;
      troubles.add(`memory of ${each.stream}`, reason);
      log.error({ tenant: each.tenant, stream: each.stream, version: each.version, append: each.append }, reason);
    }
    return wrong.map(({ stream }) => stream);
  };

  let restedAt = 0; // when streams may be folded again

  /** What folding costs is paid for with a rest. The history is looked at all the same: after an outage it counts most. */
  const look = async (): Promise<void> => {
    if (!(await history.check()) || performance.now() < restedAt) return;
    const began = performance.now();
    await compare(portion(states.kept(), looks++)).finally(() => {
      restedAt = performance.now() + (performance.now() - began) / share;
    });
  };

  const loop = async (): Promise<void> => {
    for (;;) {
      await Promise.race([stopped, wait(everyMs)]);
      if (stopping.signal.aborted) return;
      await look().catch((error: unknown) => log.warn({ err: error }, 'Memory could not be compared with the log; retrying.'));
    }
  };
  const running = loop();

  return {
    verify: () => compare(states.kept().filter(({ version }) => version <= most.events)),
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
};

/** The next few of all that is kept, within the bounds of one look. */
const portion = (kept: readonly Kept[], looks: number): readonly Kept[] => {
  const from = (looks * most.streams) % Math.max(kept.length, 1);
  let events = 0;
  return kept.slice(from, from + most.streams).filter(({ version }) => (events += version) <= most.events);
};

type EventRow = StoredRow & { readonly n: number; readonly append: AppendId | null };

const differing = async (kept: readonly Kept[], { pool, upcasters }: MemoryOptions): Promise<readonly Kept[]> => {
  if (kept.length === 0) return [];
  const { rows } = await pool.query<EventRow>({
    name: 'log-compare',
    text: `
      select k.n::int, e.version, e.type, e.data, 0 as bytes, e.recorded_at as at, null as created_at, e.append
      from unnest($1::text[], $2::text[], $3::int[]) with ordinality k (tenant, stream, version, n)
      cross join lateral (
        select * from log.event where tenant = k.tenant and stream = k.stream and version <= k.version order by version
      ) e
      order by k.n, e.version`,
    values: [kept.map(({ tenant }) => tenant), kept.map(({ stream }) => stream), kept.map(({ version }) => version)],
  });
  const events = Map.groupBy(rows, ({ n }) => n);
  return kept.filter((each, index) => {
    const stored = foldRows(nothingYet(each, each.stream), events.get(index + 1) ?? [], upcasters);
    const isSame = stored.version === each.version && stored.append === each.append;
    return !isSame || !isDeepStrictEqual(plain(stored.state), plain(each.state));
  });
};

/** A state as it would be read again: without what JSON leaves out. */
const plain = (state: unknown): unknown => JSON.parse(snapshotOf(state) ?? 'null');
