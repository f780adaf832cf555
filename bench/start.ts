import { setTimeout as wait } from 'node:timers/promises';
import type { Claim } from './claim.ts';
import { startApp, withFolder } from './lab/app.ts';
import { below } from './lab/judge.ts';
import { treeMemory } from './lab/memory.ts';
import { median } from './lab/rounds.ts';

export const group = 'start';

const settling = 5_000; // milliseconds until start-up garbage is gone and autovacuum has looked around

export const claims = (): Promise<readonly Claim[]> =>
  withFolder(async (folder) => {
    const first = await startedOnce(folder);
    const later: number[] = [];
    for (let time = 1; time <= 3; time++) later.push(await startedOnce(folder));
    const memory = await idleMemory(folder);
    return [
      below({ group, claim: 'first start to ready', figure: first / 1000, unit: 's' }, 5),
      below({ group, claim: 'later start to ready', figure: median(later) / 1000, unit: 's' }, 2),
      below({ group, claim: 'idle memory, app and database', figure: memory, unit: 'MB' }, 250),
    ];
  });

const startedOnce = async (folder: string): Promise<number> => {
  const app = await startApp(folder);
  await app.stop();
  console.error(`  ready after ${app.readyAfter.toFixed(0)} ms`);
  return app.readyAfter;
};

const idleMemory = async (folder: string): Promise<number> => {
  const app = await startApp(folder);
  try {
    await wait(settling);
    return treeMemory(app.pid);
  } finally {
    await app.stop();
  }
};
