import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Event } from '#kernel/event';
import type { Fact } from '#platform/log/event-log';
import { foldViews } from '#platform/log/fold';
import { rebuildViews } from '#platform/log/rebuild';
import { columnsOf } from '#platform/log/view-tables';
import { writeStatements } from '#platform/log/write-views';
import { sqlOn } from '#platform/postgres/sql';
import { type Rows, type View, view } from '#platform/view';
import { openAppender, openTestLog, pause, request, write } from '#testing/log';
import { testDatabase, testServers } from '#testing/database';

type Key = { readonly a: string; readonly b: string; readonly c: number };
type Row = Key & {
  readonly n: number | null;
  readonly m: number | null;
  readonly text: string | null;
  readonly list: readonly string[] | null;
};
type Change =
  | { readonly kind: 'put'; readonly row: Row }
  | { readonly kind: 'patch'; readonly key: Key; readonly columns: Partial<Omit<Row, keyof Key>> }
  | { readonly kind: 'add'; readonly key: Key; readonly columns: { readonly n?: number; readonly m?: number } }
  | { readonly kind: 'drop'; readonly key: Partial<Key> };
type Changed = Event<'Changed', { readonly changes: readonly Change[] }>;

const apply = (change: Change, rows: Rows<Row, keyof Key>): void => {
  switch (change.kind) {
    case 'put':
      return rows.put(change.row);
    case 'patch':
      return rows.patch(change.key, change.columns);
    case 'add':
      return rows.add(change.key, change.columns);
    case 'drop':
      return rows.drop(change.key);
  }
};

const grid: View = view<Changed, Row, keyof Key>({
  name: 'test.grid',
  key: ['a', 'b', 'c'],
  on: { Changed: ({ data: { changes } }, rows) => changes.forEach((change) => apply(change, rows)) },
});

/** The same changes, one after the other, to rows in a Map. */
const naively = (events: readonly Changed[]): readonly Row[] => {
  const rows = new Map<string, Row>();
  const id = ({ a, b, c }: Key) => JSON.stringify([a, b, c]);
  for (const change of events.flatMap(({ data: { changes } }) => changes))
    switch (change.kind) {
      case 'put':
        rows.set(id(change.row), change.row);
        break;
      case 'patch': {
        const row = rows.get(id(change.key));
        if (row) rows.set(id(change.key), { ...row, ...change.columns });
        break;
      }
      case 'add': {
        const row: Row = rows.get(id(change.key)) ?? { ...change.key, n: null, m: null, text: null, list: null };
        const { n, m } = change.columns;
        rows.set(id(change.key), {
          ...row,
          ...(n === undefined ? {} : { n: (row.n ?? 0) + n }),
          ...(m === undefined ? {} : { m: (row.m ?? 0) + m }),
        });
        break;
      }
      case 'drop':
        for (const [key, row] of rows)
          if (Object.entries(change.key).every(([column, value]) => Reflect.get(row, column) === value)) rows.delete(key);
        break;
    }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
};

const a = fc.constantFrom('one', 'other');
const rest = { b: fc.constantFrom('x', 'y'), c: fc.constantFrom(1, 2) };
const amount = fc.integer({ min: -5, max: 5 });
const text = fc.option(fc.constantFrom('plain', `it's "quoted" \\ {1,2}`, 'Übung 日本 🫙', ''), { nil: null });
const columns = {
  n: fc.option(amount, { nil: null }),
  m: fc.option(amount, { nil: null }),
  text,
  list: fc.option(fc.array(fc.constantFrom('p', 'q, "r"', '')), { nil: null }),
};
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), row: fc.record({ a, ...rest, ...columns }) }),
  fc.record({
    kind: fc.constant('patch' as const),
    key: fc.record({ a, ...rest }),
    columns: fc.record(columns, { requiredKeys: [] }),
  }),
  fc.record({
    kind: fc.constant('add' as const),
    key: fc.record({ a, ...rest }),
    columns: fc.oneof(fc.record({ n: amount }), fc.record({ m: amount }), fc.record({ n: amount, m: amount })),
  }),
  fc.record({
    kind: fc.constant('drop' as const),
    key: fc.oneof(fc.record({ a, ...rest }), fc.record({ a, b: rest.b }), fc.record({ a })),
  }),
);
const history: fc.Arbitrary<readonly Changed[]> = fc.array(
  fc.record({
    type: fc.constant('Changed' as const),
    data: fc.record({ changes: fc.array(change, { minLength: 1, maxLength: 4 }) }),
  }),
  { minLength: 1, maxLength: 12 },
);

describe.each(testServers())('folding views, on the %s PostgreSQL', async (server) => {
  const db = await testDatabase(server);
  const sql = sqlOn(db.pool);
  beforeAll(() =>
    db.pool.query(`create schema test; create table test.grid
    (tenant text not null, a text, b text, c int, n int, m int, text text, list text[], primary key (tenant, a, b, c))`),
  );
  const table = (tenant: string) =>
    sql<Row>`select a, b, c, n, m, text, list from test.grid where tenant = ${tenant} order by a, b, c`;

  test('one event at a time, in batches, all at once and rebuilt from zero: the table is the same', async () => {
    const { append } = await openAppender(db, [grid]);
    const log = await openTestLog(db, { views: [grid] });
    let run = 0;
    const expected = new Map<string, readonly Row[]>();
    await fc.assert(
      fc.asyncProperty(history, fc.integer({ min: 2, max: 5 }), async (events, size) => {
        run++;
        for (const [name, batch] of [
          ['single', 1],
          ['batches', size],
          ['whole', events.length],
        ] as const) {
          const tenant = `${name}-${run}`;
          for (let at = 0; at < events.length; at += batch)
            await append({ ...request(write('grid-1', 'any', ...events.slice(at, at + batch))), tenant });
          expected.set(tenant, naively(events));
          expect(await table(tenant), name).toEqual(expected.get(tenant));
        }
      }),
      { numRuns: 30 },
    );
    const rows = [...expected.values()].reduce((sum, { length }) => sum + length, 0);
    expect(await log.verify([grid])).toEqual([{ view: 'test.grid', rows, missing: 0, surplus: 0 }]);
    const columns = await columnsOf(db.pool, [grid]);
    for (const portion of [undefined, { slice: 3, bytes: 1 }, { slice: 7, bytes: 5_000 }]) {
      await sql`truncate test.grid`;
      await rebuildViews({ pool: db.pool, views: [grid], columns, upcasters: {}, wait: pause, ...(portion ? { portion } : {}) });
      for (const [tenant, wanted] of expected) expect(await table(tenant)).toEqual(wanted);
    }
  });
});

const facts = (...changes: readonly Change[][]): readonly Fact[] =>
  changes.map((each, index) => ({
    type: 'Changed',
    data: { changes: each },
    tenant: `t${index % 3}`,
    stream: 'grid-1',
    version: index + 1,
    meta: { actor: 'a', correlation: 'c' },
    recordedAt: '2026-01-01T00:00:00.000Z',
    append: undefined,
  }));
const row = (c: number): Row => ({ a: 'patched', b: 'x', c, n: 1, m: null, text: null, list: null });
const tables = new Map([['test.grid', ['a', 'b', 'c', 'n', 'm', 'text', 'list']]]);

test('there is one statement per table and kind of change, however many events and tenants a batch has', () => {
  const some = (count: number) =>
    facts(
      ...Array.from({ length: count }, (_, n): Change[] => [
        { kind: 'put', row: row(4 * n) },
        { kind: 'patch', key: row(4 * n + 1), columns: { text: 'p' } },
        { kind: 'patch', key: row(4 * n + 2), columns: { n: 2, list: [] } },
        { kind: 'add', key: { ...row(n), a: 'added' }, columns: { n: 1 } },
        { kind: 'drop', key: { a: 'patched', b: 'x', c: 4 * n + 3 } },
        { kind: 'drop', key: { a: 'added', b: 'gone' } },
      ]),
    );
  const statements = (count: number) =>
    writeStatements(foldViews([grid], some(count)), tables).map(({ text: statement }) => statement);
  expect(statements(3)).toHaveLength(5); // drops by whole and by partial key, put, patch, add
  expect(statements(1_000)).toEqual(statements(3));
});

test('events that no view folds make no statement', () =>
  expect(writeStatements(foldViews([grid], [{ ...facts([])[0]!, type: 'Other' }]), tables)).toEqual([]));

test('a drop names the first columns of the key: anything else would take other rows in a batch than alone', () => {
  expect(() => foldViews([grid], facts([{ kind: 'drop', key: { b: 'x' } }]))).toThrow(
    'test.grid: a drop names the first columns of the key',
  );
  expect(() => foldViews([grid], facts([{ kind: 'drop', key: {} }]))).toThrow(
    'test.grid: a drop names the first columns of the key',
  );
});
