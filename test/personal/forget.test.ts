import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { connectionUrl } from '#platform/postgres/connection';
import { startEmbedded } from '#platform/postgres/embedded';
import { createPool } from '#platform/postgres/pool';
import { startApp, type TestApp } from '#testing/app';
import { peopleContext } from './people.ts';

const persons = 50;

/** A server whose files the test can look into. */
const ownServer = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'almanac-forget-'));
  const server = await startEmbedded({ folder, log: () => undefined });
  onTestFinished(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return { folder, ...server };
};

const canary = (n: number) => `Canary${n}x${randomBytes(6).toString('hex')}`;

const register = async ({ request }: TestApp, name: string) => {
  const body = { name, email: `${name}@example.org` };
  return String((await request('POST', '/api/v2/people', body, { 'idempotency-key': randomUUID() })).body.id);
};

/** Every row of every table as text. */
const dump = async (pool: pg.Pool): Promise<string> => {
  const { rows } = await pool.query<{ readonly name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const tables = await Promise.all(
    rows.map(({ name }) => pool.query<{ readonly row: string }>(`select t::text as row from ${name} t`)),
  );
  return tables.flatMap((table) => table.rows.map(({ row }) => row)).join('\n');
};

const filesOf = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

const sums = async (pool: pg.Pool) =>
  (
    await pool.query(
      `select count(*) as events, max(position) as position, sum(version) as versions, count(distinct stream) as streams from log.event`,
    )
  ).rows;

test('of fifty forgotten people nothing is left in tables, files and logs, and positions, versions and sums are as before', {
  timeout: 120_000,
}, async () => {
  const { folder, connection, stop } = await ownServer();
  const app = await startApp([peopleContext], { databaseUrl: connectionUrl(connection) });
  onTestFinished(app.close);
  const pool = createPool(connection, { size: 2 });
  const names = Array.from({ length: persons }, (_, n) => canary(n));
  const ids = await Promise.all(names.map((name) => register(app, name)));
  const later = await Promise.all(
    ids.map(async (id, n) => {
      const name = canary(n);
      await app.request('POST', `/api/v2/people/${id}/rename`, { name });
      return name;
    }),
  );
  // Long enough for a snapshot of the stream.
  for (let n = 0; n < 210; n++) await app.request('POST', `/api/v2/people/${ids[0]}/rename`, { name: later[0] });
  const listed = await app.request('GET', '/api/v2/people');
  expect(listed.body.items.map(({ name }: { readonly name: string }) => name).toSorted()).toEqual(later.toSorted());
  expect((await app.request('GET', `/api/v2/people?email=${names[3]}@example.org`)).body.items).toEqual([
    { id: ids[3], name: later[3] },
  ]);

  const before = await sums(pool);
  const forgotten = await Promise.all(ids.map((subject) => app.request('POST', '/api/call/platform.forgetSubject', { subject })));
  expect(forgotten.map(({ status }) => status)).toEqual(ids.map(() => 200));
  expect(await sums(pool)).toEqual(before);

  const after = await app.request('GET', '/api/v2/people');
  expect(after.body.items).toEqual(ids.toSorted().map((id) => ({ id, name: 'forgotten' })));
  expect((await app.request('POST', '/api/call/platform.rebuildViews', { names: ['people.people'] })).body).toEqual({
    equal: true,
    items: [{ name: 'people.people', rows: persons, missing: 0, surplus: 0 }],
  });
  const refused = await app.request('POST', `/api/v2/people/${ids[7]}/rename`, { name: 'Again' });
  expect(refused).toMatchObject({ status: 409, body: { code: 'personal.forgotten' } });

  const canaries = [...names, ...later];
  const found = (text: string) => canaries.filter((name) => text.includes(name));
  const tables = await dump(pool);
  expect(tables).toContain(ids[0]);
  expect(found(tables)).toEqual([]);
  expect(found(app.logged())).toEqual([]);
  await app.close();
  await pool.end();
  await stop(); // what was only in memory is in the files now
  const files = filesOf(folder);
  expect(files.length).toBeGreaterThan(500);
  expect(files.filter((file) => found(readFileSync(file, 'latin1')).length > 0)).toEqual([]);
});
