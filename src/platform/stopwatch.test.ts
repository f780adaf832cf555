import { expect, test } from 'vitest';
import { stopwatch } from '#platform/stopwatch';

test('it counts by the clock that has gone further: one that stands still, or is set back, hides nothing', () => {
  let [monotonic, wall] = [100, 5_000];
  const elapsed = stopwatch([() => monotonic, () => wall]);
  expect(elapsed()).toBe(0);
  wall += 60_000; // the machine has slept
  expect(elapsed()).toBe(60_000);
  [monotonic, wall] = [8_100, 1_000]; // the wall clock was set back
  expect(elapsed()).toBe(8_000);
});
