import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { copyRows } from '#platform/log/copy-rows';
import type { Row } from '#platform/log/pending-rows';
import { sqlOn } from '#platform/postgres/sql';
import { testDatabase, testServers } from '#testing/database';

const nasty = fc.constantFrom(
  '',
  ' ',
  '\\',
  '\\N',
  '\\.',
  '\t',
  'a\tb',
  'two\nlines\r\n',
  '"',
  '{}',
  '{"a",NULL}',
  'NULL',
  'Übung 日本 🫙',
);
const text = fc.oneof(
  nasty,
  fc.string({ unit: 'grapheme' }).filter((some) => !some.includes('\u0000')),
);
const json = fc.oneof(
  fc.record({ text, list: fc.array(text), deep: fc.record({ n: fc.integer() }) }),
  fc.array(text),
  text,
  fc.boolean(),
);
const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null });
const row = fc.record(
  {
    n: fc.integer(),
    amount: maybe(fc.double({ noNaN: true, noDefaultInfinity: true })),
    big: maybe(fc.constantFrom(Number.MAX_SAFE_INTEGER, 0, -1)),
    flag: maybe(fc.boolean()),
    at: maybe(fc.constantFrom('2026-11-26T10:00:00.123Z', '1999-12-31T23:59:59.999Z')),
    text: maybe(text),
    texts: maybe(fc.array(maybe(text))),
    numbers: maybe(fc.array(maybe(fc.integer()))),
    doc: maybe(json),
    docs: maybe(json),
  },
  { requiredKeys: ['n'] },
);

describe.each(testServers())('copying rows, on the %s PostgreSQL', async (server) => {
  const db = await testDatabase(server);
  const sql = sqlOn(db.pool);
  beforeAll(() =>
    db.pool.query(`
      create schema test;
      create table test.copied (n int, amount float8, big int8, flag boolean, at timestamptz, text text, texts text[], numbers int[], doc json, docs jsonb);
      create table test.inserted (like test.copied)`),
  );

  test('whatever a row holds is stored to the byte as an insert from JSON stores it', async () => {
    const client = await db.pool.connect();
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (rows) => {
        const numbered: readonly Row[] = rows.map((some, n) => ({ ...some, n }));
        await client.query('truncate test.copied, test.inserted');
        await copyRows(client, 'test.copied', numbered);
        await client.query('insert into test.inserted select * from json_populate_recordset(null::test.inserted, $1)', [
          JSON.stringify(numbered),
        ]);
        const { rows: different } = await client.query(
          'select * from test.copied c full join test.inserted i using (n) where c *<> i',
        );
        expect(different).toEqual([]);
        expect(await sql`select count(*) as rows from test.copied`).toEqual([{ rows: numbered.length }]);
      }),
      { numRuns: 60 },
    );
    client.release();
  });

  test('many long rows arrive, and a row that the table refuses is an error that leaves the connection usable', async () => {
    const client = await db.pool.connect();
    await client.query('truncate test.copied');
    await copyRows(
      client,
      'test.copied',
      Array.from({ length: 3_000 }, (_, n) => ({ n, text: 'long '.repeat(200) })),
    );
    expect(await sql`select count(*) as rows, sum(length(text)) as letters from test.copied`).toEqual([
      { rows: 3_000, letters: 3_000_000 },
    ]);
    await expect(copyRows(client, 'test.copied', [{ n: 'no number' }])).rejects.toThrow('invalid input syntax for type integer');
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    client.release();
  });
});
