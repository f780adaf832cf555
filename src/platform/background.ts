import type { Pool } from 'pg';
import type { Caller } from '#platform/caller';
import type { Context } from '#platform/context';
import type { EventLog } from '#platform/log/log';
import { type As, reactionSubscriber, resubmit } from '#platform/log/react';
import type { Logger } from '#platform/observability/logger';
import type { Labelled } from '#platform/observability/metrics';
import type { Operable } from '#platform/operations';
import { sqlOn } from '#platform/postgres/sql';
import type { Runtime } from '#platform/runtime';
import type { ServicePorts, Subscription } from '#platform/service';

export type Background = {
  /** Seconds since each subscriber had handled all there was. */
  readonly lags: () => readonly Labelled[];
  /** Rejects when a subscriber is stuck. */
  readonly check: () => Promise<void>;
  /** Tries the dead letters of a stream again. Undefined when there is no such reaction. */
  readonly resubmit: Operable['resubmit'];
  readonly stop: () => Promise<void>;
};

export type BackgroundParts = {
  readonly contexts: readonly Context[];
  readonly runtime: Runtime;
  readonly events: EventLog;
  readonly pool: Pool;
  readonly newId: () => string;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly log: Logger;
};

const tooLate = 20; // seconds

/** Starts the reactions and services of all contexts, and watches that they keep up. */
export const startBackground = async (parts: BackgroundParts): Promise<Background> => {
  const { contexts, runtime, events, pool, newId, wait, log } = parts;
  const lags = new Map<string, () => number>();
  const stopped = new AbortController();

  const as: As = (caller) => runtime.ports(callerOf(caller, newId));
  const subscribe: ServicePorts['subscribe'] = (subscriber) => {
    const subscription = events.subscribe(subscriber as never); // the seam where subscribers of many types meet in one log
    lags.set(subscriber.name, watch(subscription, { events, wait, stopped: stopped.signal }));
    return subscription;
  };
  const reactions = contexts.flatMap((context) => context.reactions ?? []);
  for (const reaction of reactions) subscribe(reactionSubscriber(reaction, { as, wait }));

  const ports: ServicePorts = { sql: sqlOn(pool), as, subscribe, onCommit: events.onCommit, position: events.position, wait, log };
  const services = contexts.flatMap((context) => context.services ?? []);
  const running: { readonly stop: () => Promise<void> }[] = [];
  const stop = async () => {
    stopped.abort();
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
    check: async () => {
      const stuck = [...lags].filter(([, seconds]) => seconds() > tooLate).map(([name]) => name);
      if (stuck.length > 0) throw new Error(`Does not keep up: ${stuck.join(', ')}.`);
    },
    resubmit: async ({ subscriber, ...letters }) => {
      const reaction = reactions.find(({ name }) => name === subscriber);
      return reaction && resubmit(pool, reaction, letters, { as, wait });
    },
    stop,
  };
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

const callerOf = (caller: Pick<Caller, 'tenant' | 'actor'> & Partial<Caller>, newId: () => string): Caller => ({
  ...caller,
  scopes: caller.scopes ?? ['*'],
  correlation: caller.correlation ?? newId(),
});
