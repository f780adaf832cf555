import type { Until } from '#platform/process/engine';

const longest = 60_000;

/** Waits for a time of a clock, at most a minute. Timers stand still while a machine sleeps, so a longer wait must look at the clock again. */
export const waitUntil =
  (clock: () => Date): Until =>
  (due, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, Math.min(Math.max(due.getTime() - clock().getTime(), 0), longest)).unref();
      signal.addEventListener('abort', end);
    });
