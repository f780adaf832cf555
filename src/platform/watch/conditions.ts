import type { Health } from '#platform/health';
import type { EventLog } from '#platform/log/log';
import type { Trouble } from '#platform/log/troubles';
import type { Labelled, Metrics } from '#platform/observability/metrics';
import type { Peers } from '#platform/peer';
import type { Sql } from '#platform/postgres/sql';
import { assertNoDeadLetters, assertNothingStuck, type Backlog, backlogOf } from '#platform/watch/backlog';
import { freeBytes, hasRoom, scarceRoom } from '#platform/watch/free-space';
import { mailAnswers } from '#platform/watch/mail-answers';
import { peersAnswer } from '#platform/watch/peers-answer';

export type Watched = Pick<EventLog, 'position' | 'troubles'> & {
  /** Seconds since each subscriber had handled everything. */
  readonly lags: () => readonly Labelled[];
  /** Seconds since the published events of each peer were all here. */
  readonly feedLags: () => readonly Labelled[];
  readonly sql: Sql;
  readonly clock: () => Date;
  readonly dataFolder: string;
  readonly peers: Peers;
  /** Rejects while Redis does not answer; undefined where none is set. */
  readonly ping: (() => Promise<unknown>) | undefined;
  /** The mail server; undefined where none is set. */
  readonly smtp: string | undefined;
};

const tooLate = 20; // seconds; with the time that a finding is kept, less than 30

/** What an operator has to look at although requests are answered: each a check that only degrades, with a metric. */
export const watchConditions = (health: Health, metrics: Pick<Metrics, 'gauge'>, watched: Watched): void => {
  const { position, troubles, lags, feedLags, sql, clock, dataFolder, peers, ping, smtp } = watched;
  const degraded = { needed: false };
  const backlog = () => backlogOf(sql, clock());
  const backlogGauge = (name: string, help: string, pick: (backlog: Backlog) => number) =>
    metrics.gauge({ name, help, read: async () => pick(await backlog()) });

  health.add('subscriptions', async () => assertPrompt(lags()), degraded);
  health.add('feeds', async () => assertPrompt(feedLags()), degraded);
  health.add('history', async () => assertNone(troubles.list()), degraded);
  health.add('dead-letters', async () => assertNoDeadLetters(await backlog()), degraded);
  health.add('processes', async () => assertNothingStuck(await backlog()), degraded);
  health.add('disk', () => hasRoom(dataFolder, scarceRoom), degraded);
  if (Object.keys(peers).length > 0) health.add('peers', () => peersAnswer(peers), degraded);
  if (ping !== undefined) health.add('redis', ping, degraded);
  if (smtp !== undefined) health.add('mail', () => mailAnswers(smtp), degraded);

  metrics.gauge({ name: 'check_passing', help: '1 while a check of /health passes, else 0.', read: health.figures });
  metrics.gauge({ name: 'log_position', help: 'Events in the log.', read: position });
  metrics.gauge({
    name: 'subscription_lag_seconds',
    help: 'Seconds since a subscriber had handled all there was.',
    read: lags,
  });
  metrics.gauge({
    name: 'feed_lag_seconds',
    help: 'Seconds since a peer last said that all it publishes is here; up to 10 while nothing happens there.',
    read: feedLags,
  });
  backlogGauge('dead_letters', 'Events that a reaction could not handle, and those behind them.', (it) => it.deadLetters);
  backlogGauge('processes_waiting', 'Processes that wait for an operator.', ({ waiting }) => waiting);
  backlogGauge('process_items_overdue', 'Steps and timers that came due and were not taken.', ({ overdue }) => overdue);
  metrics.gauge({
    name: 'log_troubles',
    help: 'Subscribers, feeds and streams that have stopped, and states in memory that differed from the log.',
    read: () => troubles.list().length,
  });
  metrics.gauge({ name: 'data_folder_free_bytes', help: 'Free bytes of the data folder.', read: () => freeBytes(dataFolder) });
};

/** Rejects with the names of those that have not kept up. */
const assertPrompt = (figures: readonly Labelled[]): void => {
  const late = figures.filter(({ value }) => value > tooLate).flatMap(({ labels }) => Object.values(labels));
  if (late.length > 0) throw new Error(`Not keeping up: ${late.join(', ')}.`);
};

/** Rejects with the names of what does not go on by itself, and why the first of them does not. */
const assertNone = (troubles: readonly Trouble[]): void => {
  const [first, ...others] = troubles;
  if (first === undefined) return;
  const names = others.length === 0 ? '' : ` Also: ${others.map(({ name }) => name).join(', ')}.`;
  throw new Error(`${first.name}: ${first.reason}${names}`);
};
