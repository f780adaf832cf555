import { setTimeout as wait } from 'node:timers/promises';
import { compareReads, compareViews } from './app-reads.ts';
import { atRest } from './at-rest.ts';
import type { Place } from './client.ts';
import { type Exempt, keptPromises } from './kept-promises.ts';
import type { Ledger } from './ledger.ts';
import type { Row } from './log-facts.ts';
import { emptyLog, type Finding, type LogState, take } from './log-state.ts';
import { stuckIn } from './stuck.ts';

export type Ask = <R extends object>(statement: string) => Promise<readonly R[]>;

export type Court = {
  /** Asks the database beside the app. */
  readonly ask: Ask;
  readonly places: () => readonly Place[];
  readonly ledger: Ledger;
  readonly exempt?: readonly Exempt[];
};

export type Verdict = {
  readonly findings: readonly Finding[];
  readonly acknowledged: number;
  /** Steps of sagas that the log says are done. */
  readonly steps: number;
  readonly deals: number;
  /** Milliseconds until every saga had ended. */
  readonly settledAfter: number;
};

/** Waits until every saga has ended, then holds the log against what was acknowledged and what the processes say. */
export const judge = async ({ ask, places, ledger, exempt = [] }: Court, within: number): Promise<Verdict> => {
  const began = performance.now();
  let log = await foldLog(ask);
  while (stuckIn(log).length > 0 && performance.now() - began < within) {
    await wait(200);
    log = await foldLog(ask);
  }
  const settledAfter = performance.now() - began;
  const reads = (await Promise.all(places().map((place) => compareReads(place, log)))).flat();
  const [first] = places();
  const views = first === undefined ? [] : await compareViews(first);
  const findings = [
    ...keptPromises(ledger, log, exempt),
    ...log.findings,
    ...stuckIn(log).map((text): Finding => ({ kind: 'stuck', text })),
    ...(stuckIn(log).length === 0 ? atRest(log) : []),
    ...reads,
    ...views,
    ...(await gaps(ask)),
    ...ledger.slow.map((text): Finding => ({ kind: 'slow', text })),
    ...ledger.strange.map(
      ({ what, answer }): Finding => ({ kind: 'strange', text: `${what} answered ${JSON.stringify(answer)}` }),
    ),
  ];
  return { findings, acknowledged: ledger.acknowledged.length, steps: log.steps, deals: log.deals.size, settledAfter };
};

const foldLog = async (ask: Ask): Promise<LogState> => {
  const log = emptyLog();
  for (let last = 0; ; ) {
    const rows = await ask<Row>(
      `select position, type, data from log.event where position > ${last} order by position limit 20000`,
    );
    for (const row of rows) take(log, row);
    last = rows.at(-1)?.position ?? last;
    if (rows.length < 20_000) return log;
  }
};

/** Positions and versions are dense. */
const gaps = async (ask: Ask): Promise<readonly Finding[]> => {
  const rows = await ask<{ readonly stream: string }>(`
    select 'positions of the log' as stream from log.event having count(*) <> max(position)
    union all select stream from log.event group by tenant, stream having count(*) <> max(version)`);
  return rows.map(({ stream }) => ({ kind: 'differs', text: `there are gaps in ${stream}` }));
};
