import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startApp } from '#testing/app';
import { testDatabase } from '#testing/database';
import { pause, until } from '#testing/log';
import { asker } from './desk.ts';
import type { Asked, Reached } from './hanging.ts';
import { travel } from './travel.ts';
import { bookTrip } from './trip.ts';

const database = await testDatabase();

/** A worker in a process of its own, and the points that it has reached. */
const startHanging = () => {
  const folder = mkdtempSync(join(tmpdir(), 'almanac-hanging-'));
  const child = fork(join(import.meta.dirname, 'hanging.ts'), [database.url, folder], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const reached: Reached[] = [];
  child.on('message', (point: Reached) => void reached.push(point)); // the only messages that it sends
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  return { child, reached, send: (message: Asked) => child.send(message) };
};

test('a worker that hangs holds up no other for 15 s; when it continues it does nothing on a lease that it has lost', {
  timeout: 60_000,
}, async () => {
  const app = await startApp(travel([bookTrip]), { databaseUrl: database.url });
  onTestFinished(app.close);
  const desk = asker(app);
  const { child, reached, send } = startHanging();
  const untilTaken = (what: string) => {
    const before = reached.length;
    const taken = async () => {
      await desk.untilTrip(await desk.book(), 'confirmed');
      return reached.slice(before).some(({ point }) => point === 'taken');
    };
    return until(taken, what, 20_000);
  };
  await untilTaken('the other worker has its shares');

  const held = Array.from({ length: 8 }, () => `held-${randomUUID()}`);
  for (const ask of held) send({ ask });
  const inFlight = () => reached.filter(({ point, item, id }) => point === 'taken' && item === 'call room' && held.includes(id));
  await until(() => inFlight().length > 0, 'a call of a held trip is under way');
  const hangs = () => reached.some(({ point, id }) => point === 'heard' && id.startsWith('hang'));
  for (let trip = 0; !hangs(); trip++) {
    send({ ask: `hang-${trip}` }); // heard by one of the two
    await pause(100);
  }

  const before = performance.now();
  const trips = [...held, ...(await Promise.all(Array.from({ length: 40 }, () => desk.book())))];
  const isReady = async () => (await app.request('GET', '/health/ready')).status === 200;
  const ready = [await isReady()];
  await Promise.all(trips.map(async (id) => desk.untilTrip(id, 'confirmed')));
  await until(
    async () => (await Promise.all(trips.map(desk.trip))).every(({ told }) => told.length === 1),
    'all travellers have their letter',
  );
  expect((performance.now() - before) / 1_000).toBeLessThan(15);
  ready.push(await isReady());
  expect(ready).toEqual([true, true]);

  const known = reached.length;
  child.kill('SIGCONT');
  send({ letGo: true });
  await untilTaken('the other worker has its shares again');
  const late = reached.slice(known).filter(({ id }) => trips.includes(id));
  const isHeld = ({ item, id }: Reached) => item === 'call room' && held.includes(id); // other outcomes may have been on their way
  expect(late.filter((each) => each.point === 'taken' || (each.point === 'moved' && isHeld(each)))).toEqual([]);
  expect((await Promise.all(trips.map((id) => desk.places(id)))).every(([seat, room]) => seat === 1 && room === 1)).toBe(true);
  expect((await Promise.all(trips.map(desk.trip))).every(({ told }) => told.length === 1)).toBe(true);
  const closed = once(child, 'exit');
  send({ close: true });
  expect(await closed).toEqual([0, null]);
});
