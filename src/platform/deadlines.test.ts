import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { deadlines } from '#platform/deadlines';

test('what takes too long is told, once, a twentieth late at most; what has ended is not', async () => {
  const within = deadlines();
  const late: string[] = [];
  const started = performance.now();
  let after = 0;
  within(100, () => {
    late.push('slow');
    after = performance.now() - started;
  });
  within(100, () => late.push('ended'))();
  within(300, () => late.push('longer'));
  await wait(200);
  expect(late).toEqual(['slow']);
  expect(after).toBeGreaterThanOrEqual(100);
  await wait(200);
  expect(late).toEqual(['slow', 'longer']);
});

test('the clock goes on after it has stood still', async () => {
  const within = deadlines();
  within(20, () => undefined)();
  await wait(60);
  let isLate = false;
  within(20, () => (isLate = true));
  await expect.poll(() => isLate).toBe(true);
});
