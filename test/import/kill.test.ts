import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, test } from 'vitest';
import { openDataFolder } from '#platform/data-folder';
import { testDatabase } from '#testing/database';
import { linesOf } from './upload.ts';

const folder = mkdtempSync(join(tmpdir(), 'almanac-kill-'));
const database = await testDatabase();
const running = new Set<ChildProcess>();
afterAll(() => {
  for (const server of running) server.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const start = async (data = folder): Promise<{ readonly server: ChildProcess; readonly url: string }> => {
  const server = fork(join(import.meta.dirname, 'server.ts'), {
    env: { ...process.env, ALMANAC_DATA: data, DATABASE_URL: database.url, PORT: '0', LOG_LEVEL: 'error' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  running.add(server);
  const [url] = await once(server, 'message');
  return { server, url: String(url) };
};

const kill = async (server: ChildProcess): Promise<void> => {
  const gone = once(server, 'exit');
  server.kill('SIGKILL');
  await gone;
  running.delete(server);
};

const ask = async (url: string, path: string, init: RequestInit = {}, data = folder) => {
  const headers = { authorization: `Bearer ${openDataFolder(data).readToken()}`, ...init.headers };
  const answer = await fetch(url + path, { ...init, headers });
  return JSON.parse(await answer.text());
};

const FILES = 4_000;
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
  const init = { method: 'POST', body, headers: { 'content-type': 'application/x-ndjson' } };
  const { id } = await ask(url, '/api/v2/imports?source=kill', init);
  const seen: number[] = [];
  let state = await ask(url, `/api/v2/imports/${id}`);
  for (let kills = 0; kills < 8 && state.status === 'running'; kills++) {
    await pause(kills * 23);
    await kill(server);
    ({ server, url } = await start());
    state = await ask(url, `/api/v2/imports/${id}`);
    seen.push(state.done);
  }
  for (let look = 0; look < 600 && state.status === 'running'; look++) {
    await pause(50);
    state = await ask(url, `/api/v2/imports/${id}`);
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
  const { id } = await ask(first.url, '/api/v2/imports?source=kill', {
    method: 'POST',
    body: changed,
    headers: { 'content-type': 'application/x-ndjson' },
  });
  await pause(150);
  await kill(first.server);
  let state = await ask(second.url, `/api/v2/imports/${id}`);
  for (let look = 0; look < 400 && state.status === 'running'; look++) {
    await pause(50);
    state = await ask(second.url, `/api/v2/imports/${id}`);
  }
  assert.equal(state.status, 'completed');
  assert.equal(state.counts.updated, FILES);
  assert.equal(await rows(`select count(*) as n from log.event where type = 'NodeContentUpdated'`), FILES);
  await kill(second.server);
  rmSync(other, { recursive: true, force: true });
});
