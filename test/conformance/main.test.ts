import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { connectionUrl } from '#platform/postgres/connection';
import { testDatabase } from '#testing/database';
import { relayTo } from '../postgres/relay.ts';

const database = await testDatabase();
const folders: string[] = [];
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'almanac-main-'));
  folders.push(folder);
  return folder;
};

/** The same for all starts on the one database, which come with data folders of their own. */
const ALMANAC_MASTER_KEY = Buffer.alloc(32, 'main').toString('base64');

const start = (environment: Readonly<Record<string, string>>) => {
  const child = spawn(process.execPath, ['src/main.ts'], {
    env: { ...process.env, DATABASE_URL: database.url, ALMANAC_MASTER_KEY, PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let told = '';
  let logged = '';
  child.stderr.on('data', (chunk) => {
    told += chunk;
  });
  child.stdout.on('data', (chunk) => {
    logged += chunk;
  });
  const until = async (text: RegExp) => {
    for (const end = Date.now() + 15_000; !text.test(told) && child.exitCode === null && Date.now() < end; )
      await new Promise((resolve) => setTimeout(resolve, 20));
    return told;
  };
  return { child, until, told: () => told, logged: () => logged, ended: once(child, 'exit') };
};

test('it tells where it is, signs a browser in, and stops when told to', async () => {
  const folder = newFolder();
  const { child, until, ended, logged } = start({ ALMANAC_DATA: folder });
  const told = await until(/Ctrl-C/);
  const [, url = '', link = ''] = /ready at (\S+)[\s\S]*sign in\s+(\S+)/.exec(told) ?? [];
  expect(told).toContain(folder);
  expect(JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8'))).toEqual({ url, pid: child.pid });

  expect((await fetch(`${url}/docs`)).status).toBe(401);
  const signIn = await fetch(link, { redirect: 'manual' });
  const cookie = signIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  expect((await fetch(`${url}/docs`, { headers: { cookie } })).status).toBe(200);
  const authorization = `Bearer ${readFileSync(join(folder, 'token'), 'utf8').trim()}`;
  expect((await fetch(`${url}/openapi.json`, { headers: { authorization } })).status).toBe(200);

  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGTERM'), 50); // as when a launcher passes on what its whole group was told
  expect(await ended).toEqual([0, null]);
  expect(existsSync(join(folder, 'server.json'))).toBe(false);
  expect(logged()).toContain('"route":"/docs"');
  expect(logged() + told).not.toContain(authorization);
});

test('a server prints no link that signs in, but one to set it up, until its owner can sign in', {
  timeout: 60_000,
}, async () => {
  const { url: DATABASE_URL } = await testDatabase();
  const server = { ALMANAC_DATA: newFolder(), DATABASE_URL, ALMANAC_URL: 'https://almanac.example' };
  const first = start(server);
  const told = await first.until(/Ctrl-C/);
  const [, url = '', ticket = ''] =
    /ready at (\S+)[\s\S]*set it up\s+https:\/\/almanac\.example\/set-up\?ticket=(\S+)/.exec(told) ?? [];
  expect(told).not.toContain('/sign-in/link');
  const owner = { ticket, name: 'Olga', email: 'olga@example.org', password: 'correct horse battery staple' };
  const headers = { 'sec-fetch-site': 'same-origin' };
  const set = () => fetch(`${url}/set-up`, { method: 'POST', body: new URLSearchParams(owner), headers, redirect: 'manual' });
  expect((await set()).headers.get('location')).toBe('/account');
  expect((await set()).status).toBe(404);
  first.child.kill('SIGTERM');
  await first.ended;
  const again = start(server);
  expect(await again.until(/Ctrl-C/)).toMatch(/sign in\s+https:\/\/almanac\.example\/sign-in\n/);
  again.child.kill('SIGTERM');
  await again.ended;
  expect(first.logged() + again.logged()).not.toContain(ticket);
});

test('the token stays the same from start to start', async () => {
  const folder = newFolder();
  const tokens = [];
  for (let count = 0; count < 2; count++) {
    const { child, until, ended } = start({ ALMANAC_DATA: folder });
    await until(/Ctrl-C/);
    tokens.push(readFileSync(join(folder, 'token'), 'utf8'));
    child.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
  }
  expect(tokens[0]).toBe(tokens[1]);
});

test('what stands in the way of a start is said in a sentence', { timeout: 60_000 }, async () => {
  const folder = newFolder();
  const first = start({ ALMANAC_DATA: folder });
  const port = /ready at http:\/\/127\.0\.0\.1:(\d+)/.exec(await first.until(/Ctrl-C/))?.[1] ?? '';

  const taken = start({ ALMANAC_DATA: newFolder(), PORT: port });
  expect(await taken.ended).toEqual([1, null]);
  expect(taken.told()).toContain(`The port ${port} is in use by another program.`);

  const held = start({ ALMANAC_DATA: folder });
  expect(await held.ended).toEqual([1, null]);
  expect(held.told()).toContain(`is in use by the process ${first.child.pid}`);

  const wrong = start({ ALMANAC_DATA: newFolder(), PORT: 'many', LOG_LEVEL: 'loud' });
  expect(await wrong.ended).toEqual([1, null]);
  expect(wrong.told()).toMatch(/PORT must be[\s\S]*LOG_LEVEL must be/);

  const DATABASE_URL = connectionUrl({ ...database.connection, password: 'secret' });
  const nowhere = start({ ALMANAC_DATA: newFolder(), DATABASE_URL });
  expect(await nowhere.ended).toEqual([1, null]);
  expect(nowhere.told()).toMatch(/The database at \S+ refuses the user “almanac”: password authentication failed/);
  for (const { told } of [taken, held, wrong, nowhere]) expect(told()).not.toMatch(/secret|\n\s+at /);
});

test('a start before its database waits for it', async () => {
  const relay = await relayTo(database.connection);
  const { child, until, logged, ended } = start({ ALMANAC_DATA: newFolder(), DATABASE_URL: relay.url() });
  while (!logged().includes('Waiting for the database at 127.0.0.1:') && child.exitCode === null)
    await once(child.stdout, 'data');
  await relay.open();
  expect(await until(/Ctrl-C/)).toContain('Almanac is ready');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});
