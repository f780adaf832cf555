import { follow, type Met } from './following.ts';
import { openProcess } from './open.ts';

/** A process that only reads: by position, and as a subscriber. Tells what it met when it is told where the end is. */
const { pool, log, stop } = await openProcess(process.argv[2] ?? '');
const byPosition = follow(pool, 'log.event');
const subscribed: Met[] = [];
const subscription = log.subscribe({
  name: 'test.elsewhere',
  on: ['CoinsAdded'],
  handle: async (events) =>
    void subscribed.push(...events.map(({ position, stream, version }) => ({ position, stream, version }))),
});

process.once('message', (last: number) => void answer(last));
process.send?.('ready');

const answer = async (last: number): Promise<void> => {
  await subscription.caughtUp({ through: last });
  const met = await byPosition.finish(last);
  process.send?.({ byPosition: met, subscribed }, () => process.disconnect());
  await stop();
};
