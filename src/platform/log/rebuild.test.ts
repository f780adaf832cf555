import { describe, expect, onTestFinished, test } from 'vitest';
import type { Events } from '#platform/log/event-log';
import { sqlOn } from '#platform/postgres/sql';
import { view } from '#platform/view';
import { caller, coins, createJars, entries, Jar, type JarEvent, jars, jarViews, sealed } from '#testing/jar';
import { openTestLog, pause, until } from '#testing/log';
import { type ServerName, testDatabase, testServers } from '#testing/database';

/** A database of its own for each test: a rebuild folds whatever there is. */
const seeded = async (server: ServerName) => {
  const db = await testDatabase(server);
  onTestFinished(db.drop);
  await createJars(db.pool);
  const log = await openTestLog(db);
  const events = log.events(caller());
  for (const jar of ['a', 'b', 'c'])
    for (let n = 1; n <= 5; n++)
      await events.decide({ jar: [Jar, jar] }, () => ({ jar: [coins(jar, n), ...(n === 5 ? [sealed(jar)] : [])] }));
  return { db, log, events, sql: sqlOn(db.pool) };
};

const same = (view: string, rows: number) => ({ view, rows, missing: 0, surplus: 0 });

describe.each(testServers())('rebuilding views, on the %s PostgreSQL', (server) => {
  test('views that are as the events say compare without a difference', async () => {
    const { log } = await seeded(server);
    expect(await log.verify(jarViews)).toEqual([same('test.jars', 3), same('test.entries', 18)]);
  });

  test('a wrong, a missing and a surplus row are found, nothing is changed by looking, and a rebuild repairs all', async () => {
    const { log, sql } = await seeded(server);
    await sql`update test.jars set coins = 99 where jar = 'a'`;
    await sql`delete from test.entries where jar = 'b' and version = 2`;
    await sql`insert into test.entries values ('home', 'z', 1, 'CoinsAdded', null), ('away', 'a', 1, 'CoinsAdded', null)`;
    const differences = [
      { view: 'test.jars', rows: 3, missing: 1, surplus: 1 },
      { view: 'test.entries', rows: 18, missing: 1, surplus: 2 },
    ];
    expect(await log.verify(jarViews)).toEqual(differences);
    expect(await log.rebuild(jarViews)).toEqual(differences);
    expect(await log.verify(jarViews)).toEqual([same('test.jars', 3), same('test.entries', 18)]);
    expect(await sql`select jar, coins from test.jars order by jar`).toEqual([
      { jar: 'a', coins: 15 },
      { jar: 'b', coins: 15 },
      { jar: 'c', coins: 15 },
    ]);
  });

  test('a rebuilt table has its primary key, its indexes under their names, and its columns as before', async () => {
    const { log, sql } = await seeded(server);
    const shape = () => sql`
      select indexname, indexdef, null as not_null from pg_indexes where schemaname = 'test'
      union all select attrelid::regclass::text || '.' || attname, atttypid::regtype::text, attnotnull::text
      from pg_attribute join pg_class c on c.oid = attrelid where c.relnamespace = 'test'::regnamespace and c.relkind = 'r' and attnum > 0 order by 1`;
    const before = await shape();
    await log.rebuild(jarViews);
    expect(await shape()).toEqual(before);
    await log.rebuild(jarViews);
    expect(await shape()).toEqual(before);
    await expect(sql`insert into test.jars values ('home', 'a', 0, 0)`).rejects.toMatchObject({ code: '23505' });
  });

  test('writers go on all the while and lose nothing: afterwards the views are what the events add up to', async () => {
    const { db, log } = await seeded(server);
    const other = await openTestLog(db);
    let writing = true;
    let written = 0;
    const write = async (name: string, events: Events) => {
      while (writing) {
        const jar = `${name}-${written % 7}`;
        await events.decide({ jar: [Jar, jar] }, () => ({ jar: [coins(jar), sealed(jar)] }));
        written++;
      }
    };
    const writers = Promise.all(['p', 'q', 'r', 's'].map((name, n) => write(name, (n % 2 ? log : other).events(caller()))));
    const rebuilds = async () => {
      const compared = [];
      // In the order of the tables and against it: a rebuild may lock neither way round what a writer holds.
      for (const views of [jarViews, [entries, jars], jarViews, [entries, jars], jarViews])
        compared.push(...(await log.rebuild(views)));
      return compared;
    };
    const compared = await rebuilds().finally(() => {
      writing = false;
    });
    await writers;
    expect(compared.filter(({ missing, surplus }) => missing + surplus > 0)).toEqual([]);
    expect(written).toBeGreaterThan(50);
    expect(await log.verify(jarViews)).toEqual([same('test.jars', 3 + 28), same('test.entries', 18 + 2 * written)]);
  });

  test('the table is served until the switch, and the switch is seen by connections that knew the old one', async () => {
    const { db, log, sql } = await seeded(server);
    const client = await db.pool.connect();
    const coinsNow = async () =>
      (await sqlOn(client)<{ readonly coins: number }>`select sum(coins)::int as coins from test.jars`)[0]?.coins;
    const seen = [await coinsNow()];
    await log.rebuild(jarViews, () => void coinsNow().then((now) => seen.push(now)));
    await log.events(caller()).decide({ jar: [Jar, 'a'] }, () => ({ jar: [coins('a', 100)] }));
    seen.push(await coinsNow());
    client.release();
    expect(seen.slice(0, -1).every((now) => now === 45)).toBe(true);
    expect(seen.at(-1)).toBe(145);
    await sql`select 1 as one`;
  });

  test('what an interrupted rebuild has left behind does not disturb the next', async () => {
    const { log, sql } = await seeded(server);
    await sql`create view test.depends_on_entries as select * from test.entries`;
    await expect(log.rebuild(jarViews)).rejects.toThrow('cannot drop table test.entries');
    await sql`drop view test.depends_on_entries`;
    const left = await sql`select to_regclass('test.entries__rebuild')::text as name`;
    expect(left).toEqual([{ name: 'test.entries__rebuild' }]);
    await sql`insert into test.entries__rebuild values ('home', 'left-over', 1, 'CoinsAdded', null)`;
    expect(await log.rebuild(jarViews)).toEqual([same('test.jars', 3), same('test.entries', 18)]);
    expect(await sql`select to_regclass('test.entries__rebuild') as name`).toEqual([{ name: null }]);
  });

  test('of two rebuilds at once one is done and the other is refused, and so is a comparison; nobody waits', async () => {
    const { db, log } = await seeded(server);
    const other = await openTestLog(db);
    const refused: unknown[] = [];
    const look = () => void other.verify(jarViews).catch((error: unknown) => refused.push(error));
    await log.rebuild(jarViews, look);
    await until(() => refused.length > 0, 'the other is answered');
    expect(refused[0]).toMatchObject({ kind: 'refused', code: 'platform.views-running' });
    const outcomes = await Promise.allSettled([log.rebuild(jarViews), other.rebuild(jarViews)]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await log.verify(jarViews)).toEqual([same('test.jars', 3), same('test.entries', 18)]);
  });

  test('fourteen comparisons at once take no connection from those who read', async () => {
    const { db, log, sql } = await seeded(server);
    const holder = await db.pool.connect();
    await holder.query(`select pg_advisory_lock(hashtext('almanac.rebuild'))`); // as a long comparison does
    const outcomes = await Promise.allSettled(Array.from({ length: 14 }, () => log.verify(jarViews)));
    expect(outcomes.map(({ status }) => status)).toEqual(outcomes.map(() => 'rejected'));
    expect(await sql`select 1 as one`).toEqual([{ one: 1 }]);
    await holder.query(`select pg_advisory_unlock(hashtext('almanac.rebuild'))`);
    holder.release();
  });

  test('a rebuild gives way to a reader that holds a table: writes go on, and it switches when the reader has ended', async () => {
    const { db, log, events } = await seeded(server);
    const reader = await db.pool.connect();
    await reader.query('begin; select coins from test.jars');
    let isDone = false;
    const rebuilding = log.rebuild(jarViews).finally(() => (isDone = true));
    for (let n = 0; n < 20; n++) {
      const asked = performance.now();
      await events.decide({ jar: [Jar, 'a'] }, () => ({ jar: [coins('a')] }));
      expect(performance.now() - asked).toBeLessThan(3_000);
      await pause(20);
    }
    expect(isDone).toBe(false);
    await reader.query('commit');
    reader.release();
    expect(await rebuilding).toMatchObject(jarViews.map(() => ({ missing: 0, surplus: 0 })));
    expect(await log.verify(jarViews)).toEqual([same('test.jars', 3), same('test.entries', 18 + 20)]);
  });

  test('a rebuild that meets the same reader again and again is refused, and has changed nothing', async () => {
    const { db, sql } = await seeded(server);
    const log = await openTestLog(db, { wait: async () => pause(1) });
    const reader = await db.pool.connect();
    await reader.query('begin; select coins from test.jars');
    await expect(log.rebuild(jarViews)).rejects.toMatchObject({ kind: 'refused', code: 'platform.views-in-use' });
    await reader.query('commit');
    reader.release();
    expect(await sql`select to_regclass('test.entries__rebuild') as name`).toEqual([{ name: null }]);
    expect(await log.rebuild(jarViews)).toEqual([same('test.jars', 3), same('test.entries', 18)]);
  });

  test('a view with a bug, once fixed, is rebuilt while the old table is served', async () => {
    const { db, log, sql } = await seeded(server);
    const fixed = view<JarEvent, { readonly jar: string; readonly coins: number; readonly seals: number }, 'jar'>({
      name: 'test.jars',
      key: ['jar'],
      on: { CoinsAdded: ({ data: { jar, by } }, rows) => rows.add({ jar }, { coins: by * 2 }) },
    });
    const next = await openTestLog(db, { views: [fixed] });
    expect(await next.rebuild([fixed])).toEqual([{ view: 'test.jars', rows: 3, missing: 3, surplus: 3 }]);
    expect(await sql`select distinct coins, seals from test.jars`).toEqual([{ coins: 30, seals: null }]);
    expect(await log.verify(jarViews)).toMatchObject([
      { missing: 3, surplus: 3 },
      { missing: 0, surplus: 0 },
    ]);
  });

  test('an empty log rebuilds to empty views', async () => {
    const db = await testDatabase(server);
    onTestFinished(db.drop);
    await createJars(db.pool);
    expect(await (await openTestLog(db)).rebuild(jarViews)).toEqual([same('test.jars', 0), same('test.entries', 0)]);
  });

  test('progress is told up to the head', async () => {
    const { log } = await seeded(server);
    const told: (readonly [number, number])[] = [];
    await log.verify([jars], (position, head) => told.push([position, head]));
    expect(told.at(-1)).toEqual([18, 18]);
  });

  test('a view without a table, or with another key than its table, is refused when the log is opened', async () => {
    const { db } = await seeded(server);
    const named = (name: `test.${string}`, key: readonly 'jar'[]) =>
      view<JarEvent, { readonly jar: string }, 'jar'>({ name, key, on: {} });
    await expect(openTestLog(db, { views: [named('test.absent', ['jar'])] })).rejects.toThrow(
      'The view test.absent has no table: write it in a migration of its context.',
    );
    await expect(openTestLog(db, { views: [named('test.entries', ['jar'])] })).rejects.toThrow(
      'The primary key of test.entries is (tenant, jar, version), but its view says (tenant, jar).',
    );
  });
});
