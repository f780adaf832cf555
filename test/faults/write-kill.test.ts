import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFailed, test } from 'vitest';
import { newInstallation } from '#testing/process';
import { runs } from '#testing/runs';
import { type Ask, asker, dice } from './ask.ts';
import { killed, patience, tell, type Victim, victims } from './kill.ts';
import { expectWholeLog } from './whole.ts';
import { expectEveryNote, startWriters } from './writers.ts';

const seed = Number(process.env['FAULT_SEED'] ?? Date.now() % 100_000);
const roll = dice(seed);
const here = newInstallation();

test(`a note that was acknowledged is there once, however often app or database are killed (seed ${seed})`, {
  timeout: 180_000,
}, async () => {
  let server = await here.start();
  onTestFailed(() => void process.stderr.write(server.said() + server.logged().slice(-10_000)));
  const token = here.token();
  const ask: Ask = (...request) => asker(server.url, token)(...request);
  const writers = startWriters(ask, 12);
  const times: Record<Victim, number[]> = { app: [], database: [] };
  for (const victim of victims(runs({ short: 2, full: 5 }), roll)) {
    await wait(100 + roll() * 900);
    const again = await killed(here, victim, server);
    server = again.server;
    times[victim].push(again.milliseconds);
  }
  await wait(300);
  const outcome = await writers.stop();
  await expectEveryNote(here, ask, outcome);
  await expectWholeLog(here, ask);

  const { written } = outcome;
  const repeated = written.filter(({ tries }) => tries > 1).length;
  process.stderr.write(`\n  ${written.length} notes acknowledged, ${repeated} of them after more than one try\n`);
  expect(repeated).toBeGreaterThan(0);
  for (const victim of ['app', 'database'] as const) {
    tell(victim, times[victim]);
    expect(Math.max(...times[victim])).toBeLessThan(patience);
  }
  await server.end('SIGTERM');
});
