import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, test } from 'vitest';
import { openDataFolder } from '#platform/data-folder';
import { testDatabase } from '#testing/database';
import { runs } from '#testing/runs';
import { linesOf } from './upload.ts';

const folder = mkdtempSync(join(tmpdir(), 'almanac-kill-'));
const database = await testDatabase();
const masterKey = Buffer.alloc(32, 'kill').toString('base64'); // servers on one database have one
const running = new Set<ChildProcess>();
afterAll(() => {
  for (const server of running) server.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const start = async (data = folder): Promise<{ readonly server: ChildProcess; readonly url: string }> => {
  const server = spawn(process.execPath, [join(import.meta.dirname, '../../src/main.ts')], {
    env: {
      ...process.env,
      ALMANAC_DATA: data,
      ALMANAC_MASTER_KEY: masterKey,
      DATABASE_URL: database.url,
      PORT: '0',
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'inherit', 'ignore'],
  });
  running.add(server);
  for (;;) {
    const known = openDataFolder(data).readServer();
    if (known?.pid === server.pid && known) return { server, url: known.url };
    assert.equal(server.exitCode, null);
    await pause(20);
  }
};

const kill = async (server: ChildProcess): Promise<void> => {
  const gone = once(server, 'exit');
  server.kill('SIGKILL');
  await gone;
  running.delete(server);
};

const authorization = () => `Bearer ${openDataFolder(folder).readToken()}`;

const stateOf = async (url: string, id: string) => {
  const answer = await fetch(`${url}/api/v2/imports/${id}`, { headers: { authorization: authorization() } });
  return JSON.parse(await answer.text());
};

const send = async (url: string, body: string): Promise<string> => {
  const headers = { authorization: authorization(), 'content-type': 'application/x-ndjson' };
  const answer = await fetch(`${url}/api/v2/imports?source=kill`, { method: 'POST', body, headers });
  return JSON.parse(await answer.text()).id;
};

const FILES = runs({ short: 1_500, full: 3_000 });
const files = Array.from({ length: FILES }, (_, at) => ({
  path: `notes/${at}.md`,
  content: `# Note ${at}\n\nsee [[${(at * 7) % FILES}]] #tag${at % 9}`,
}));
const body = linesOf(files);

const rows = async (statement: string): Promise<number> =>
  (await database.pool.query<{ readonly n: number }>(statement)).rows[0]?.n ?? -1;

test('a server killed again and again in the middle of an import resumes it: no note is lost, none is there twice', {
  timeout: 120_000,
}, async () => {
  let { server, url } = await start();
  const id = await send(url, body);
  const seen: number[] = [];
  let state = await stateOf(url, id);
  for (let kills = 0; kills < runs({ short: 3, full: 5 }) && state.status === 'running'; kills++) {
    await pause(kills * 40);
    await kill(server);
    ({ server, url } = await start());
    state = await stateOf(url, id);
    seen.push(state.done);
  }
  for (let look = 0; look < 600 && state.status === 'running'; look++) {
    await pause(50);
    state = await stateOf(url, id);
  }
  assert.equal(state.status, 'completed');
  assert.deepEqual(
    seen,
    seen.toSorted((a, b) => a - b),
  );
  assert.ok(
    seen.some((done) => done < FILES),
    `The import was never caught in the middle: ${seen.join(', ')}`,
  );
  assert.equal(state.counts.created, FILES);
  assert.equal(await rows('select count(*) as n from graph.nodes'), FILES);
  assert.equal(await rows(`select count(*) as n from log.event where type = 'NodeCreated'`), FILES);
  assert.equal(await rows('select count(*) as n from graph.import_outcomes'), FILES);
  assert.equal(await rows('select count(*) as n from graph.import_spool'), 0);
  await kill(server);
});

test('two servers on one database share the work, and what one leaves behind the other finishes', {
  timeout: 60_000,
}, async () => {
  const other = mkdtempSync(join(tmpdir(), 'almanac-kill-'));
  const token = openDataFolder(folder).readToken() ?? '';
  openDataFolder(other).writeToken(token);
  const first = await start();
  const second = await start(other);
  const changed = linesOf(files.map((file) => ({ ...file, content: `${file.content} again` })));
  const id = await send(first.url, changed);
  await pause(150);
  await kill(first.server);
  let state = await stateOf(second.url, id);
  for (let look = 0; look < 400 && state.status === 'running'; look++) {
    await pause(50);
    state = await stateOf(second.url, id);
  }
  assert.equal(state.status, 'completed');
  assert.equal(state.counts.updated, FILES);
  assert.equal(await rows(`select count(*) as n from log.event where type = 'NodeContentUpdated'`), FILES);
  await kill(second.server);
  rmSync(other, { recursive: true, force: true });
});
