import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Pool } from 'pg';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startEmbedded } from '#platform/postgres/embedded';
import { migrate } from '#platform/postgres/migrate';
import { createPool } from '#platform/postgres/pool';
import { sqlOn } from '#platform/postgres/sql';
import { caller, coins, createJars, Jar, jarViews } from '#testing/jar';
import { type At, openTestLog, pause, until } from '#testing/log';
import { testDatabase, testServers } from '#testing/database';
import { child } from './gap/child.ts';

type Outcome = { readonly acknowledged: ReadonlySet<string>; readonly asked: ReadonlySet<string> };

/** Adds coins with unique marks from many callers until told to stop; remembers what was asked for and what was acknowledged. */
const stream = async (db: At, name: string) => {
  const log = await openTestLog(db);
  const acknowledged = new Set<string>();
  const asked = new Set<string>();
  let going = true;
  const work = async (worker: number) => {
    for (let n = 0; going; n++) {
      const coin = `${name}-${worker}-${n}`;
      asked.add(coin);
      const events = log.events(caller(n % 2 ? { key: coin, fingerprint: coin } : {}));
      const jar = `${name}-${worker % 4}`;
      await events
        .decide({ jar: [Jar, jar] }, () => ({ jar: [{ type: 'CoinsAdded' as const, data: { jar, by: 1, note: coin } }] }))
        .then(
          () => acknowledged.add(coin),
          () => pause(5),
        ); // refused or unreachable: it may or may not have taken effect
    }
  };
  const workers = Promise.all(Array.from({ length: 16 }, (_, worker) => work(worker)));
  const stop = async (): Promise<Outcome> => {
    going = false;
    await workers;
    return { acknowledged, asked };
  };
  return { log, acknowledged, stop };
};

/** Everything acknowledged is there exactly once, everything else at most once; positions, versions and views are whole. */
const expectWhole = async (pool: Pool, name: string, { acknowledged, asked }: Outcome) => {
  const sql = sqlOn(pool);
  const rows = await sql<{ readonly coin: string; readonly times: number }>`
    select data ->> 'note' as coin, count(*) as times from log.event where data ->> 'note' like ${`${name}-%`} group by 1`;
  const times = new Map(rows.map(({ coin, times: count }) => [coin, count]));
  expect(
    [...acknowledged].filter((coin) => !times.has(coin)),
    'acknowledged and lost',
  ).toEqual([]);
  expect(
    rows.filter(({ times: count }) => count > 1),
    'doubled',
  ).toEqual([]);
  expect(
    rows.filter(({ coin }) => !asked.has(coin)),
    'never asked for',
  ).toEqual([]);
  expect(await sql`select count(*) <> max(position) as holes from log.event`).toEqual([{ holes: false }]);
  expect(
    await sql`select s.id from log.stream s left join log.event e on e.tenant = s.tenant and e.stream = s.id
    group by s.tenant, s.id, s.version having count(e.position) <> s.version or coalesce(max(e.version), 0) <> s.version`,
  ).toEqual([]);
  expect(await (await openTestLog({ pool, connection: urlOf(pool) })).verify(jarViews)).toMatchObject(
    jarViews.map(() => ({ missing: 0, surplus: 0 })),
  );
};

const connections = new WeakMap<Pool, At['connection']>();
const urlOf = (pool: Pool) => connections.get(pool)!;

describe.each(testServers())('faults, on the %s PostgreSQL', async (server) => {
  const db = await testDatabase(server);
  connections.set(db.pool, db.connection);
  const sql = sqlOn(db.pool);
  beforeAll(() => createJars(db.pool));

  test('connections that are cut at random lose and double nothing that was acknowledged', async () => {
    const { log, acknowledged, stop } = await stream(db, 'cut');
    const heard: number[] = [];
    const subscription = log.subscribe({
      name: 'test.cut',
      on: ['CoinsAdded'],
      handle: async (events) => {
        await pause(3); // time to be cut while nothing is being asked
        heard.push(...events.map(({ position }) => position));
      },
    });
    let cuts = 0;
    for (let n = 0; n < 100 && cuts <= 25; n++) {
      await pause(20 + Math.random() * 60);
      const cut = await sql<{ readonly done: boolean }>`
        select pg_terminate_backend(pid) as done from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and (application_name = 'almanac-test-writer' or random() < 0.2)`.catch(
        () => [],
      );
      cuts += cut.length;
    }
    const outcome = await stop();
    await subscription.caughtUp();
    expect(cuts).toBeGreaterThan(25);
    expect(acknowledged.size).toBeGreaterThan(50);
    await expectWhole(db.pool, 'cut', outcome);
    expect(new Set(heard).size, 'a subscriber hears all, also where its transactions were cut').toBe(
      (await sql`select from log.event where type = 'CoinsAdded'`).length,
    );
  });

  test('a connection that breaks between commit and answer does not make a decision twice', async () => {
    await sql`create function test.dawdle() returns trigger language plpgsql as $$ begin
      if new.jar = 'slow' then perform pg_sleep(0.4); end if; return new; end $$`;
    await sql`create trigger dawdle before insert on test.entries for each row execute function test.dawdle()`;
    const { host, port = 5432 } = db.connection;
    const sockets: Socket[] = [];
    const proxy = createServer((near) => {
      const far = host.startsWith('/') ? connect(join(host, `.s.PGSQL.${port}`)) : connect(port, host);
      sockets.push(near);
      near.on('error', () => undefined).pipe(far);
      far.on('error', () => undefined).on('data', (data) => void (near.destroyed || near.write(data)));
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    onTestFinished(() => void proxy.close());
    const address = proxy.address();
    const through = { ...db.connection, host: '127.0.0.1', port: typeof address === 'object' ? (address?.port ?? 0) : 0 };
    const log = await openTestLog({ pool: db.pool, connection: through });
    await log.events(caller()).decide({ jar: [Jar, 'warm'] }, () => ({ jar: [coins('warm')] }));
    for (const key of [undefined, 'broken-1']) {
      const before = (await log.events(caller()).read(Jar, 'slow')).version;
      const decision = log.events(caller(key ? { key, fingerprint: key } : {})).decide(
        { jar: [Jar, 'slow'] },
        ({ jar }) => ({ jar: [coins('slow', jar.coins < 0 ? 0 : 1)] }),
        ({ jar }) => jar.version,
      );
      await pause(100); // the whole batch has been sent and is being worked on; its answer will find nobody
      for (const socket of sockets.splice(0)) socket.destroy();
      expect(await decision).toBe(before + 1);
      expect((await log.events(caller()).read(Jar, 'slow')).version).toBe(before + 1);
    }
    await sql`drop trigger dawdle on test.entries`;
  });

  test('an app that is killed has done what it acknowledged, and its views are whole', async () => {
    const acknowledged = new Set<string>();
    for (const name of ['first', 'second', 'third']) {
      const app = child('../faults/app.ts', 'pipe', db.url, `kill-${name}`);
      let rest = '';
      app.stdout?.setEncoding('utf8').on('data', (text: string) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) acknowledged.add(line);
      });
      const target = acknowledged.size + 150 + Math.random() * 50;
      await until(() => acknowledged.size > target, 'the app has written something');
      app.kill('SIGKILL');
      await once(app, 'close');
    }
    // The server may still be committing what the dead had sent.
    await until(async () => {
      const busy = await sql`
        select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`;
      return busy.length === 0;
    }, 'the server has finished what the app had sent');
    const asked = await sql<{
      readonly note: string;
    }>`select data ->> 'note' as note from log.event where data ->> 'note' like 'kill-%'`;
    await expectWhole(db.pool, 'kill', { acknowledged, asked: new Set(asked.map(({ note }) => note)) });
    expect(asked.length - acknowledged.size, 'at most what was under way').toBeLessThanOrEqual(3 * 16 * 4);
  });
});

test('a database that is killed and started again has all that was acknowledged, and the app goes on by itself', {
  timeout: 60_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'almanac-fault-'));
  const embedded = await startEmbedded({ folder, log: () => undefined });
  const pool = createPool(embedded.connection, { size: 10 });
  connections.set(pool, embedded.connection);
  onTestFinished(async () => {
    await pool.end();
    await embedded.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  await migrate(pool, [{ name: 'log', folder: fileURLToPath(new URL('../../src/platform/log/migrations', import.meta.url)) }]);
  await createJars(pool);

  const { acknowledged, stop } = await stream({ pool, connection: embedded.connection }, 'restart');
  for (let n = 0; n < 3; n++) {
    await pause(400 + Math.random() * 200);
    const [before, pid] = [acknowledged.size, embedded.pid];
    process.kill(pid, 'SIGKILL');
    await until(() => embedded.pid !== pid && acknowledged.size > before + 50, 'the app has gone on', 15_000);
  }
  await expectWhole(pool, 'restart', await stop());
});
