import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFailed, test } from 'vitest';
import { newInstallation } from '#testing/process';
import { type Ask, asker, dice, until } from './ask.ts';
import { killed, patience, tell, type Victim, victims } from './kill.ts';
import { expectWholeLog } from './whole.ts';

const writers = 12;
const seed = Number(process.env['FAULT_SEED'] ?? Date.now() % 100_000);
const roll = dice(seed);
const here = newInstallation();

type Written = { readonly title: string; readonly id: string; readonly tries: number };

test(`a note that was acknowledged is there once, however often app or database are killed (seed ${seed})`, { timeout: 180_000 }, async () => {
  let server = await here.start();
  onTestFailed(() => void process.stderr.write(server.said() + server.logged().slice(-10_000)));
  const token = here.token();
  const ask: Ask = (...request) => asker(server.url, token)(...request);
  const written: Written[] = [];
  const strange: unknown[] = [];
  let stopping = false;

  /** Writes one note after the other, each again and again under its key until it is acknowledged. */
  const writer = async (name: number): Promise<void> => {
    for (let count = 0; !stopping; count++) {
      const title = `Note ${name}.${count}`;
      const key = randomUUID();
      for (let tries = 1; ; tries++) {
        const answer = await ask('POST', '/api/v2/nodes', { title, content: `Written by ${name}.` }, { 'idempotency-key': key }).catch(() => undefined);
        if (answer?.status === 201) {
          written.push({ title, id: answer.body.id, tries });
          // Every fifth is sent once more, as by a client that has lost the answer.
          const again = count % 5 === 0 ? await ask('POST', '/api/v2/nodes', { title, content: `Written by ${name}.` }, { 'idempotency-key': key }).catch(() => undefined) : undefined;
          if (again && again.status !== 503 && (again.status !== 201 || again.body.id !== answer.body.id)) strange.push([title, again.status, again.body]);
          break;
        }
        if (answer && answer.status !== 503) strange.push([title, answer.status, answer.body]);
        if (tries > 400) throw new Error(`${title} is never acknowledged.`);
        await wait(50);
      }
    }
  };

  const writing = Promise.all(Array.from({ length: writers }, (_, name) => writer(name)));
  const times: Record<Victim, number[]> = { app: [], database: [] };
  for (const victim of victims(5, roll)) {
    await wait(100 + roll() * 900);
    const again = await killed(here, victim, server);
    server = again.server;
    times[victim].push(again.milliseconds);
  }
  await wait(300);
  stopping = true;
  await writing;

  expect(strange).toEqual([]);
  expect(new Set(written.map(({ id }) => id)).size).toBe(written.length);
  const stored = await here.ask<{ readonly id: string; readonly title: string }>('select id, title from graph.nodes');
  const ids = new Map(stored.map(({ id, title }) => [title, id]));
  expect(written.filter(({ title, id }) => ids.get(title) !== id)).toEqual([]);
  expect(stored.length, 'No title stands there twice, and none that nobody acknowledged in the end').toBe(written.length);
  expect(ids.size).toBe(written.length);

  await until(async () => {
    const { body } = await ask('GET', '/api/v2/index/status');
    return body?.notes === written.length && body.waiting === 0 ? true : undefined;
  }, 'every note is in the index');
  await expectWholeLog(here, ask);
  const repeated = written.filter(({ tries }) => tries > 1).length;
  process.stderr.write(`\n  ${written.length} notes acknowledged, ${repeated} of them after more than one try\n`);
  expect(repeated).toBeGreaterThan(0);
  for (const victim of ['app', 'database'] as const) {
    tell(victim, times[victim]);
    expect(Math.max(...times[victim])).toBeLessThan(patience);
  }
  await server.end('SIGTERM');
});
