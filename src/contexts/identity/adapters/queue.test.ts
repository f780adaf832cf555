import { expect, test } from 'vitest';
import { queue } from './queue.ts';

test('so many work at once, the others in order, and who finds too many waiting is asked to come back', async () => {
  const inTurn = queue({ working: 2, waiting: 3 });
  let [now, most] = [0, 0];
  const order: number[] = [];
  const work = (number: number) =>
    inTurn(async () => {
      most = Math.max(most, ++now);
      order.push(number);
      await new Promise((resolve) => setTimeout(resolve, 5));
      now--;
      return number;
    });
  const outcomes = await Promise.allSettled([1, 2, 3, 4, 5, 6].map(work));
  expect(most).toBe(2);
  expect(order).toEqual([1, 2, 3, 4, 5]);
  expect(outcomes[5]).toMatchObject({ status: 'rejected', reason: { code: 'identity.busy', kind: 'busy' } });
  expect(await work(7), 'afterwards there is room again').toBe(7);
});

test('work that fails makes room too', async () => {
  const inTurn = queue({ working: 1, waiting: 1 });
  const failing = inTurn(() => Promise.reject(new Error('no')));
  const next = inTurn(async () => 'next');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('next');
});
