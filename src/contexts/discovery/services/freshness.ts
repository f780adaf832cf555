import { ahead } from '#platform/ahead';
import type { Running } from './analyse-notes.ts';

const step = 25;
const large = 100; // events in one batch: an import, for which no search waits

export type Freshness = () => Promise<{ readonly overdue: Promise<void> }>;

/** Waits until what was written before is analysed, but not for long. `overdue` ends a wait for the rest of the way into the index. */
export const createFreshness =
  (running: Promise<Running>, patience: number): Freshness =>
  async () => {
    const { subscription, handling, wait } = await running;
    const caughtUp = ahead(subscription.caughtUp().then(() => true));
    for (let waited = 0; waited < patience && handling() < large; waited += step)
      if (await Promise.race([caughtUp, wait(step).then(() => false)])) break;
    return { overdue: wait(handling() < large ? patience : step) };
  };
