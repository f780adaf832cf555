import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { migrate } from '#platform/postgres/migrate';
import { createPool } from '#platform/postgres/pool';
import { testDatabase, testServers } from '#testing/database';

describe.each(testServers())('on the %s PostgreSQL', async (server) => {
  const { pool, connection } = await testDatabase(server);
  const columnsOf = async (schema: string) =>
    (
      await pool.query<{ readonly name: string }>(
        `select table_name || '.' || column_name as name from information_schema.columns where table_schema = $1 order by 1`,
        [schema],
      )
    ).rows.map(({ name }) => name);

  test('every context gets its schema, its files in order, and each file once', async () => {
    const [one, two] = [
      context('order_one', {
        '001-first.sql': 'create table order_one.a (x int)',
        '002-second.sql': 'alter table order_one.a add y int',
      }),
      context('order_two', { '001-first.sql': 'create table order_two.b (z int)' }),
    ];
    expect(await migrate(pool, [one, two])).toEqual([
      'order_one/001-first.sql',
      'order_one/002-second.sql',
      'order_two/001-first.sql',
    ]);
    expect(await migrate(pool, [one, two])).toEqual([]);
    expect([await columnsOf('order_one'), await columnsOf('order_two')]).toEqual([['a.x', 'a.y'], ['b.z']]);

    writeFileSync(join(one.folder, '003-third.sql'), 'alter table order_one.a add z int');
    expect(await migrate(pool, [one, two])).toEqual(['order_one/003-third.sql']);
  });

  test('eight starts at once migrate once', async () => {
    const slow = context('at_once', {
      '001-a.sql': 'create table at_once.a (); select pg_sleep(0.2)',
      '002-b.sql': 'create table at_once.b ()',
    });
    const pools = Array.from({ length: 8 }, () => createPool(connection, { size: 1 }));
    const done = await Promise.all(pools.map((each) => migrate(each, [slow])));
    await Promise.all(pools.map((each) => each.end()));
    expect(done.flat()).toEqual(['at_once/001-a.sql', 'at_once/002-b.sql']);
  });

  test('a released file that has changed is refused, and nothing after it is applied', async () => {
    const changing = context('changing', { '001-a.sql': 'create table changing.a (x int)' });
    await migrate(pool, [changing]);
    writeFileSync(join(changing.folder, '001-a.sql'), 'create table changing.a (x bigint)');
    writeFileSync(join(changing.folder, '002-b.sql'), 'create table changing.b ()');
    await expect(migrate(pool, [changing])).rejects.toThrow('The migration changing/001-a.sql has changed since it was applied');
    expect(await columnsOf('changing')).toEqual(['a.x']);
  });

  test('ends of lines and the name after the number do not count as a change', async () => {
    await migrate(pool, [context('lines', { '001-a.sql': 'create table\nlines.a ()' })]);
    expect(await migrate(pool, [context('lines', { '001-renamed.sql': 'create table\r\nlines.a ()' })])).toEqual([]);
  });

  test('a database that is ahead of the code is refused', async () => {
    const ahead = context('ahead', { '001-a.sql': 'select 1', '002-b.sql': 'select 2' });
    await migrate(pool, [ahead]);
    rmSync(join(ahead.folder, '002-b.sql'));
    await expect(migrate(pool, [ahead])).rejects.toThrow(
      'has the migration ahead/2, which this version of Almanac does not know',
    );
  });

  test('a file that fails leaves nothing of itself, names itself, and can be mended', async () => {
    const broken = context('broken', {
      '001-a.sql': 'create table broken.a (x int)',
      '002-b.sql': 'create table broken.b (); select 1/0',
    });
    await expect(migrate(pool, [broken])).rejects.toThrow('The migration broken/002-b.sql failed: division by zero');
    writeFileSync(join(broken.folder, '002-b.sql'), 'create table broken.b (y int)');
    expect(await migrate(pool, [broken])).toEqual(['broken/002-b.sql']);
    expect(await columnsOf('broken')).toEqual(['a.x', 'b.y']);
  });

  test('a start that is killed inside a migration leaves nothing of it, and the next start is not locked out', async () => {
    const cut = context('cut', { '001-a.sql': 'create table cut.a (); select pg_sleep(5)' });
    const doomed = createPool(connection, { size: 1, name: 'doomed' });
    const attempt = migrate(doomed, [cut]).catch((error: unknown) => error);
    await expect
      .poll(
        async () =>
          (
            await pool.query(
              `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'doomed' and query like '%pg_sleep(5)%'`,
            )
          ).rowCount,
      )
      .toBe(1);
    expect(await attempt).toBeInstanceOf(Error);
    await doomed.end();
    writeFileSync(join(cut.folder, '001-a.sql'), 'create table cut.a (x int)');
    expect(await migrate(pool, [cut])).toEqual(['cut/001-a.sql']);
  });

  test.each([
    ['a gap', { '001-a.sql': '', '003-c.sql': '' }, 'The migration before numbering/003-c.sql is missing'],
    ['a late start', { '002-b.sql': '' }, 'The migration before numbering/002-b.sql is missing'],
    ['a number twice', { '001-a.sql': '', '001-b.sql': '' }, 'numbering/001-a.sql and numbering/001-b.sql have the same number'],
    ['a name without number', { 'first.sql': '' }, 'numbering/first.sql must be named like 001-what-it-does.sql'],
  ])('%s is refused before anything is applied', async (_, files, sentence) => {
    await expect(
      migrate(pool, [context('fine', { '001-a.sql': 'create table fine.a ()' }), context('numbering', files)]),
    ).rejects.toThrow(sentence);
    expect((await pool.query(`select 1 from pg_namespace where nspname in ('fine', 'numbering')`)).rowCount).toBe(0);
  });
});

const context = (name: string, files: Readonly<Record<string, string>>) => {
  const folder = join(mkdtempSync(join(tmpdir(), 'almanac-migrations-')), 'migrations');
  onTestFinished(() => rmSync(join(folder, '..'), { recursive: true }));
  mkdirSync(folder);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return { name, folder };
};
