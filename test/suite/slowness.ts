import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Milliseconds of the reference work beside a test run on the machine that budgets are meant for: two cores, nothing else running. */
const NOMINAL = 230;

/** How many times longer than on an idle machine the work took on average, at least 1. As time lost adds up, speeds are averaged, not times. */
export const slownessOf = (measured: readonly number[], nominal = NOMINAL): number => {
  const speeds = measured.map((milliseconds) => nominal / milliseconds);
  const mean = speeds.reduce((sum, speed) => sum + speed, 0) / speeds.length;
  return measured.length === 0 ? 1 : Math.max(1, 1 / mean);
};

/** Measures the machine until stopped; answers with its slowness. */
export const startReference = () => {
  const measured: number[] = [];
  const thread = new Worker(new URL('reference.ts', import.meta.url));
  thread.on('message', (milliseconds: number) => measured.push(milliseconds));
  const first = once(thread, 'message');
  return async (): Promise<number> => {
    await first;
    const ended = once(thread, 'exit');
    thread.postMessage('stop');
    await ended;
    return slownessOf(measured);
  };
};
