import { sql as fragment } from 'kysely';
import { describe, expect, test } from 'vitest';
import { sqlOn } from '#platform/postgres/sql';
import { requireServer } from '#platform/postgres/pool';
import { testDatabase, testServers } from '#testing/database';

describe.each(testServers())('on the %s PostgreSQL', async (server) => {
  const { pool } = await testDatabase(server);
  const sql = sqlOn(pool);

  test('a row arrives with whole numbers, plain dates and parsed JSON', async () => {
    const rows = await sql`select 9007199254740991::int8 as big, '2026-02-03'::date as day, '{"a": [1]}'::jsonb as json,
      ${[1, null, 3]}::int8[] as many, '{2026-02-03}'::date[] as days, null::int8 as none`;
    expect(rows).toEqual([
      { big: 9007199254740991, day: '2026-02-03', json: { a: [1] }, many: [1, null, 3], days: ['2026-02-03'], none: null },
    ]);
  });

  test('a number that JavaScript cannot hold exactly is an error, not a rounded number', async () => {
    await expect(sql`select 9007199254740993::int8`).rejects.toThrow('beyond what a number holds exactly');
    expect(await sql`select 1 as still`).toEqual([{ still: 1 }]);
  });

  test('a value is always a parameter, and a fragment is part of the statement', async () => {
    const only = fragment`where n > ${1} and ${"x'; drop table y"} <> ''`;
    expect(await sql`select n from unnest(${[1, 2, 3]}::int[]) n ${only} limit ${2}`).toEqual([{ n: 2 }, { n: 3 }]);
  });

  test('a statement is prepared once per connection', async () => {
    const client = await pool.connect();
    const on = sqlOn(client);
    const add = (n: number) => on`select ${n}::int + 41 as sum`;
    expect([await add(1), await add(2)]).toEqual([[{ sum: 42 }], [{ sum: 43 }]]);
    const { rows } = await client.query<{ readonly times: number }>(
      `select (generic_plans + custom_plans) as times from pg_prepared_statements where statement like '%+ 41 as sum'`,
    );
    client.release();
    expect(rows).toEqual([{ times: 2 }]);
  });

  test('statements made up at run time do not pile up on the server', async () => {
    const client = await pool.connect();
    const on = sqlOn(client);
    for (let i = 0; i < 1_200; i++) for (const _ of [1, 2]) await on`select ${fragment.lit(i)} as piled`;
    const { rows } = await client.query<{ readonly names: number }>(
      `select count(*) as names from pg_prepared_statements where statement like '%as piled'`,
    );
    client.release();
    expect(rows[0]?.names).toBeGreaterThan(100);
    expect(rows[0]?.names).toBeLessThanOrEqual(500);
  });

  test('letters outside ASCII count in fuzzy matching', async () => {
    await pool.query('create extension if not exists pg_trgm');
    expect(
      await sql`select similarity('Übung', 'Ubung') < 1 as strict, similarity('日本語', '日本語') as same, similarity('日本語', 'éàü') as other`,
    ).toEqual([{ strict: true, same: 1, other: 0 }]);
  });
});

test('a server that is too old is refused with a sentence', async () => {
  const old = { query: async () => ({ rows: [{ number: '140012', name: '14.12' }] }) };
  // A stand-in for a server that this machine does not have.
  await expect(requireServer(old as never)).rejects.toThrow(
    'This database server is PostgreSQL 14.12; Almanac needs version 15 or later.',
  );
});
