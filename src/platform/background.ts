import type { Context } from '#platform/context';
import type { EventLog } from '#platform/log/log';
import { type ReactOptions, reactionSubscriber } from '#platform/log/react';
import type { Logger } from '#platform/observability/logger';
import type { Labelled } from '#platform/observability/metrics';
import type { Sql } from '#platform/postgres/sql';
import type { ServicePorts, Subscription } from '#platform/service';

export type Background = {
  /** Seconds since each subscriber had handled all there was. */
  readonly lags: () => readonly Labelled[];
  readonly stop: () => Promise<void>;
};

export type BackgroundParts = {
  readonly contexts: readonly Context[];
  /** The ports of a call that the platform makes in somebody's name. */
  readonly as: ReactOptions['as'];
  readonly events: EventLog;
  readonly sql: Sql;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly log: Logger;
};

/** Starts the reactions and services of all contexts, and watches that they keep up. */
export const startBackground = async (parts: BackgroundParts): Promise<Background> => {
  const { contexts, as, events, sql, wait, log } = parts;
  const lags = new Map<string, () => number>();
  const subscriptions: Subscription[] = [];
  const stopped = new AbortController();
  void tidy(parts, stopped.signal);

  const subscribe: ServicePorts['subscribe'] = (subscriber) => {
    const subscription = events.subscribe(subscriber as never); // the seam where subscribers of many types meet in one log
    subscriptions.push(subscription);
    lags.set(subscriber.name, watch(subscription, { events, wait, stopped: stopped.signal }));
    return subscription;
  };
  for (const reaction of contexts.flatMap(({ reactions = [] }) => reactions))
    subscribe(reactionSubscriber(reaction, { as, wait }));

  const { onCommit, onOtherHistory, position } = events;
  const ports: ServicePorts = { sql, as, subscribe, onCommit, onOtherHistory, position, wait, log };
  const services = contexts.flatMap((context) => context.services ?? []);
  const running: { readonly stop: () => Promise<void> }[] = [];
  const stop = async () => {
    stopped.abort();
    await Promise.all(subscriptions.map((subscription) => subscription.stop())); // they may use what a service has started
    for (const service of running.splice(0).reverse()) await service.stop();
  };
  try {
    for (const service of services) running.push(await service.start(ports));
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    lags: () => [...lags].map(([subscriber, seconds]) => ({ value: seconds(), labels: { subscriber } })),
    stop,
  };
};

const hour = 3_600_000;

/** Throws away what is kept for a time only. */
const tidy = async (
  { events, wait, log }: Pick<BackgroundParts, 'events' | 'wait' | 'log'>,
  stopped: AbortSignal,
): Promise<void> => {
  while (!stopped.aborted) {
    await events.forgetKeys().catch((error: unknown) => log.warn({ err: error }, 'Old idempotency keys could not be removed.'));
    await wait(hour);
  }
};

type Watched = Pick<BackgroundParts, 'events' | 'wait'> & { readonly stopped: AbortSignal };

/** Asks again and again whether the subscriber has handled all there is, and tells how many seconds ago it last had. */
const watch = (subscription: Subscription, { events, wait, stopped }: Watched): (() => number) => {
  let upToDate = performance.now();
  const look = async (): Promise<void> => {
    while (!stopped.aborted) {
      const asked = performance.now();
      const head = await events.position().catch(() => undefined); // the check of the database tells why
      if (head !== undefined) await subscription.caughtUp({ through: head }).then(() => void (upToDate = asked));
      await wait(2_000);
    }
  };
  void look();
  return () => (performance.now() - upToDate) / 1000;
};
