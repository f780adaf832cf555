import { setTimeout as wait } from 'node:timers/promises';
import type { Pool } from 'pg';

/** One event as a reader met it. */
export type Met = { readonly position: number; readonly stream: string; readonly version: number };

export type Verdict = {
  /** Events that are there and were never met. */
  readonly missed: number;
  /** Events that came after one with a higher position, or a higher version of their stream. */
  readonly inverted: number;
  readonly doubled: number;
  /** Positions that no event has. */
  readonly gaps: number;
};

/** What a reader met, held against what is there in the end. */
export const judge = (met: readonly Met[], stored: readonly Met[]): Verdict => {
  const positions = new Set(met.map(({ position }) => position));
  const newest = new Map<string, number>();
  let last = 0;
  let inverted = 0;
  for (const { position, stream, version } of met) {
    if (position < last || version < (newest.get(stream) ?? 0)) inverted++;
    last = Math.max(last, position);
    newest.set(stream, Math.max(version, newest.get(stream) ?? 0));
  }
  return {
    missed: stored.filter(({ position }) => !positions.has(position)).length,
    inverted,
    doubled: met.length - positions.size,
    gaps: (stored.at(-1)?.position ?? 0) - stored.length,
  };
};

export type Following = {
  readonly met: readonly Met[];
  /** Reads until it has met the position, or nothing new comes; answers with all it met. */
  readonly finish: (last: number) => Promise<readonly Met[]>;
};

/** The simplest reader there is: whatever lies behind the last position, again and again. */
export const follow = (pool: Pool, table: 'log.event' | 'test.control'): Following => {
  const met: Met[] = [];
  let end: number | undefined;

  const run = async () => {
    for (let idle = 0; end === undefined || ((met.at(-1)?.position ?? 0) < end && idle < 200); ) {
      const { rows } = await pool.query<Met>(
        `select position, stream, version from ${table} where position > $1 order by position limit 2000`,
        [met.at(-1)?.position ?? 0],
      );
      met.push(...rows);
      idle = rows.length === 0 ? idle + 1 : 0;
      if (rows.length === 0) await wait(1);
    }
    return met;
  };
  const running = run();

  return {
    met,
    finish: async (last) => {
      end = last;
      return running;
    },
  };
};
