import { afterEach, expect, test, vi } from 'vitest';
import { waitUntil } from '#platform/wait-until';

afterEach(() => void vi.useRealTimers());

test('a wait ends at its time, at the abort, and after a minute: a machine that has slept looks at the clock', async () => {
  vi.useFakeTimers();
  const ended: string[] = [];
  const wait = (name: string, milliseconds: number, { signal } = new AbortController()) =>
    waitUntil(() => new Date())(new Date(Date.now() + milliseconds), signal).then(() => ended.push(name));
  const stopping = new AbortController();
  void wait('second', 1_000);
  void wait('day', 24 * 3_600_000);
  void wait('aborted', 24 * 3_600_000, stopping);
  await vi.advanceTimersByTimeAsync(1_000);
  stopping.abort();
  await vi.advanceTimersByTimeAsync(58_999);
  expect(ended).toEqual(['second', 'aborted']);
  await vi.advanceTimersByTimeAsync(1);
  expect(ended).toEqual(['second', 'aborted', 'day']);
});
