import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { all, any, condition, filtersOn, not } from '#platform/filter';
import { sqlOn } from '#platform/postgres/sql';
import { testDatabase } from '#testing/database';

type Row = { readonly id: number; readonly colour: string; readonly size: number };

const { pool } = await testDatabase();
const sql = sqlOn(pool);
const rows: readonly Row[] = Array.from({ length: 60 }, (_, id) => ({
  id,
  colour: ['red', 'Green', "o'brien; drop table things --"][id % 3] ?? '',
  size: Math.floor(id / 7),
}));
beforeAll(async () => {
  await pool.query('create table things (id int primary key, colour text not null, size int not null)');
  await pool.query('insert into things select * from json_populate_recordset(null::things, $1)', [JSON.stringify(rows)]);
});

const { is, atLeast, atMost, below, contains, behind } = filtersOn<Row>('t');
const found = async (filter: ReturnType<typeof all>) =>
  (await sql<{ readonly id: number }>`select id from things t where ${filter} order by id`).map(({ id }) => id);
const expected = (holds: (row: Row) => boolean) => rows.filter(holds).map(({ id }) => id);

test('conditions mean what they say, alone and composed; what is not asked for is none', async () => {
  expect(await found(all())).toEqual(expected(() => true));
  expect(await found(any())).toEqual([]);
  expect(await found(all(is('colour', undefined), atMost('size', undefined)))).toHaveLength(60);
  expect(await found(all(is('colour', 'red'), atLeast('size', 3), below('size', 5)))).toEqual(
    expected(({ colour, size }) => colour === 'red' && size >= 3 && size < 5),
  );
  expect(await found(any(is('size', 1), all(is('colour', 'Green'), atMost('id', 10))))).toEqual(
    expected(({ colour, size, id }) => size === 1 || (colour === 'Green' && id <= 10)),
  );
  expect(await found(all(not(is('colour', 'red') ?? all()), condition`t.id >= ${50}`))).toEqual(
    expected(({ colour, id }) => colour !== 'red' && id >= 50),
  );
  expect(await found(all(contains(['colour'], 'GREE')))).toEqual(expected(({ colour }) => colour === 'Green'));
});

test('a value is a value, whatever stands in it', async () => {
  const nasty = "o'brien; drop table things --";
  expect(await found(all(is('colour', nasty)))).toEqual(expected(({ colour }) => colour === nasty));
  expect(await found(all(contains(['colour'], "' or true --")))).toEqual([]);
  expect(await found(all())).toHaveLength(60);
});

test('pages behind one another show each row once, in any order of columns', async () => {
  const direction = fc.constantFrom('asc' as const, 'desc' as const);
  await fc.assert(
    fc.asyncProperty(direction, direction, fc.integer({ min: 1, max: 25 }), async (bySize, byId, limit) => {
      const seen: number[] = [];
      for (let place: readonly unknown[] | undefined; ; ) {
        const order = [['size', bySize] as const, ['id', byId] as const];
        const page = await pool.query<Row>(
          `select * from things where id <> all($1) order by size ${bySize}, id ${byId} limit ${limit}`,
          [seen],
        );
        const behindPage = await sql<Row>`select * from things t where ${all(behind(order, place))}`;
        expect(behindPage.map(({ id }) => id).toSorted((a, b) => a - b)).toEqual(expected(({ id }) => !seen.includes(id)));
        const last = page.rows.at(-1);
        if (last === undefined) return;
        seen.push(...page.rows.map(({ id }) => id));
        place = [last.size, last.id];
      }
    }),
    { numRuns: 20 },
  );
});
