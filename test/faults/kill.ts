import type { Installation, ServerProcess } from '#testing/process';
import { untilServing } from './ask.ts';

export type Victim = 'app' | 'database';

/** The bar is 5 s on an idle machine; in a test run other files share the two cores. */
export const patience = 15_000;

/** Kills one of the two and waits until requests are served again: tells which server serves now, and after how many milliseconds. */
export const killed = async (here: Installation, victim: Victim, server: ServerProcess) => {
  const began = performance.now();
  if (victim === 'app') await server.end('SIGKILL');
  else here.killDatabase();
  const next = victim === 'app' ? await here.start() : server;
  await untilServing(next.url);
  return { server: next, milliseconds: performance.now() - began };
};

/** So many of each, in an order that the dice say. */
export const victims = (each: number, roll: () => number): readonly Victim[] =>
  Array.from({ length: 2 * each }, (_, at) => ({ victim: at % 2 === 0 ? ('app' as const) : ('database' as const), at: roll() }))
    .sort((a, b) => a.at - b.at)
    .map(({ victim }) => victim);

/** Says how long it took to serve again. */
export const tell = (what: string, times: readonly number[]): void => {
  const sorted = times.toSorted((a, b) => a - b).map(Math.round);
  process.stderr.write(
    `  ${what} killed: serves again after ${sorted[sorted.length >> 1]} ms (median), ${sorted.at(-1)} ms (slowest of ${sorted.length})\n`,
  );
};
