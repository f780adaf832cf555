import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type Place, send } from './client.ts';
import type { Ledger } from './ledger.ts';

/** What a process said of itself, and what became of a write that was sent to it at the same moment. Epoch milliseconds. */
type Sample = {
  readonly url: string;
  readonly at: number;
  readonly ready: number | undefined;
  readonly wrote: boolean;
  readonly answeredAt: number;
};

export type Readiness = {
  readonly stop: () => Promise<void>;
  readonly samples: () => number;
  /** Moments at which a process said what was not so. */
  readonly lies: () => readonly string[];
};

const every = 250;

/** A process looks itself every 5 s whether it can write; an answer may be as old as that, and a second more. */
const tolerance = 6_000;

/** Asks each process every 250 ms whether it is ready, and writes at the same time. */
export const watchReadiness = (places: () => readonly Place[], lot: string, ledger: Ledger): Readiness => {
  const samples: Sample[] = [];
  const pending = new Set<Promise<void>>();
  const stopping = new AbortController();

  const sample = async (place: Place): Promise<void> => {
    const at = Date.now();
    const reason = `probe ${randomUUID()}`;
    const body = { direction: 'more', quantity: { amount: '1', unit: 'kg' }, reason };
    const fact = `StockAdjusted ${reason}`;
    const [ready, write] = await Promise.all([
      send(place, { method: 'GET', path: '/health/ready', timeout: 3_000 }),
      send(place, { method: 'POST', path: `/api/v2/lots/${lot}/adjust`, body, key: reason.replace(' ', '-'), timeout: 10_000 }),
    ]);
    const wrote = write !== undefined && write.status < 300;
    if (wrote) ledger.acknowledged.push({ fact, at: Date.now() });
    else ledger.unanswered.push(fact);
    samples.push({ url: place.url, at, ready: ready?.status, wrote, answeredAt: Date.now() });
  };

  const run = async () => {
    while (!stopping.signal.aborted) {
      for (const place of places()) {
        const one = sample(place).finally(() => pending.delete(one));
        pending.add(one);
      }
      await wait(every);
    }
    await Promise.all(pending);
  };
  const running = run();
  return {
    stop: () => {
      stopping.abort();
      return running;
    },
    samples: () => samples.length,
    lies: () => [...Map.groupBy(samples, ({ url }) => url).values()].flatMap(liesOf),
  };
};

/** Ready, and no write was answered around that time; or not ready, and all were. */
const liesOf = (of: readonly Sample[]): readonly string[] =>
  of.flatMap(({ url, at, ready }) => {
    const before = of.filter((other) => other.at <= at && other.at > at - tolerance);
    const around = of.filter((other) => other.answeredAt > at - tolerance && other.at < at + 2_000);
    const isLong = before.some((other) => other.at < at - tolerance + 2 * every);
    if (!isLong) return [];
    if (ready === 200 && !around.some(({ wrote }) => wrote))
      return [`${url} says it is ready, and no write was answered for ${tolerance / 1_000} s (${timeOf(at)})`];
    if (ready === 503 && before.length > 5 && around.every(({ wrote }) => wrote))
      return [`${url} says it is not ready, and every write was answered for ${tolerance / 1_000} s (${timeOf(at)})`];
    return [];
  });

const timeOf = (at: number): string => new Date(at).toISOString().slice(11, 23);
