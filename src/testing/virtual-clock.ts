import type { Until } from '#platform/process/engine';

/** A clock that stands still until it is told to move, and wakes whoever waits for a time. Free of the test runner. */
export const virtualClock = (start = '2026-01-05T09:00:00.000Z') => {
  let now = Date.parse(start);
  const sleepers = new Set<{ readonly due: number; readonly wake: () => void }>();
  const until: Until = (due, signal) =>
    new Promise((resolve) => {
      if (signal.aborted || due.getTime() <= now) return resolve();
      const wake = () => {
        sleepers.delete(sleeper);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper = { due: due.getTime(), wake };
      sleepers.add(sleeper);
      signal.addEventListener('abort', wake);
    });
  return {
    clock: () => new Date(now),
    until,
    pass: (milliseconds: number) => {
      now += milliseconds;
      for (const sleeper of [...sleepers].toSorted((a, b) => a.due - b.due)) if (sleeper.due <= now) sleeper.wake();
    },
  };
};
