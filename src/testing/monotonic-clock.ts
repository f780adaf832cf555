const sinceStart = performance.now.bind(performance);
let skipped = 0;
performance.now = () => sinceStart() + skipped;

/**
 * Moves the clock on by which this process measures how long it may remember something, so that a test need not wait for it. It
 * never goes back, and timers do not follow it.
 */
export const skipTime = (milliseconds: number): void => {
  skipped += milliseconds;
};
