import assert from 'node:assert/strict';
import { beforeAll, test } from 'vitest';
import { Rejection } from '#kernel/rejection';
import { openDataFolder } from '#platform/data-folder';
import { until } from '#testing/log';
import { almanac } from '../cli/almanac.ts';
import { folderOf } from '../cli/folder.ts';
import { startDesk } from './desk.ts';

let broken = true;
const desk = await startDesk((feature, { trip }) => {
  if (feature === 'trips.tell' && trip !== undefined && broken)
    throw new Rejection('refused', 'trips.no-line', 'The line is dead.');
});
const data = folderOf({});
const run = (...given: readonly string[]) => almanac([...given], { env: { ALMANAC_DATA: data } });
beforeAll(async () => {
  const folder = openDataFolder(data);
  folder.writeServer({ url: await desk.app.listen(), pid: process.pid });
  folder.writeToken(desk.app.token);
});

test('an operator sees what waits, lets it try again, and moves and takes away its timer', { timeout: 60_000 }, async () => {
  assert.match((await run('processes')).out, /no process yet/);
  const id = await desk.book();
  await until(async () => (await desk.ask('process.showProcess', { process: 'trips.book', id })).body?.waiting, 'it waits');

  const listed = await run('processes', 'list', '--waiting');
  assert.match(listed.out, new RegExp(`trips\\.book +${id} +waiting .*The line is dead\\.`));
  const shown = await run('processes', 'show', 'trips.book', id);
  assert.match(shown.out, /done +confirm +trips\.confirm/);
  assert.match(shown.out, /waiting +call tell +The line is dead\./);
  broken = false;
  assert.match((await run('processes', 'retry', 'trips.book', id)).out, /tries again/);
  await until(async () => (await desk.trip(id)).told.length === 1, 'the traveller is told');

  assert.match((await run('timers')).out, new RegExp(`2026-01-05 09:30:00 +reminder +trips\\.book +${id}`));
  assert.match(
    (await run('timers', 'move', 'trips.book', id, 'reminder', '--to', '2026-02-01T09:00:00Z')).out,
    /fires at 2026-02-01/,
  );
  const { items } = JSON.parse((await run('timers', 'list', '--json')).out);
  assert.deepEqual(items, [{ process: 'trips.book', id, kind: 'timer', timer: 'reminder', due: '2026-02-01T09:00:00.000Z' }]);
  assert.equal((await run('timers', 'cancel', 'trips.book', id, 'reminder')).code, 0);
  assert.match((await run('timers')).out, /No timer is set\./);

  const refused = await run('processes', 'cancel', 'trips.book', id);
  assert.notEqual(refused.code, 0);
  assert.match(refused.err, /only goes forward/);
  const unknown = await run('processes', 'show', 'trips.book', 'nobody');
  assert.match(unknown.err, /no such process/);
});

test('after an outage one command retries all that has given up', { timeout: 60_000 }, async () => {
  broken = true;
  const ids = [await desk.book(), await desk.book(), await desk.book()];
  const waiting = async () => (await desk.answer('process.listProcesses', { waiting: true })).items.length;
  await until(async () => (await waiting()) === 3, 'all three wait');
  const incomplete = await run('processes', 'retry', 'trips.book');
  assert.notEqual(incomplete.code, 0);
  assert.match(incomplete.err, /Name a process and an id, or use --all\./);
  broken = false;
  assert.match((await run('processes', 'retry', '--all')).out, /Retrying 3 processes\./);
  await until(
    async () => (await Promise.all(ids.map(desk.trip))).every(({ told }) => told.length === 1),
    'all travellers have their letter',
  );
  assert.deepEqual(JSON.parse((await run('processes', 'retry', '--all', '--json')).out), { retried: 0 });
});
