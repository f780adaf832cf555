import { afterAll, expect, test } from 'vitest';
import { analytics } from '#analytics/context';
import { customers } from '#customers/context';
import { deals } from '#deals/context';
import { discovery } from '#discovery/context';
import { startEngine } from '#discovery/worker/start';
import { graph } from '#graph/context';
import { inventory } from '#inventory/context';
import { context } from '#platform/context';
import { query } from '#platform/feature';
import { createPool } from '#platform/postgres/pool';
import { Type as t } from 'typebox';
import { until } from '#testing/log';
import { quietness } from '../desk/quiet.ts';
import { startHouse } from '../identity/house.ts';
import { callersOf } from './callers.ts';
import { examine, operationsOf } from './matrix.ts';
import { canary, maker, rows } from './rows.ts';

/** A leak, planted: it forgets whose note it is. */
const leak = context({
  name: 'leak',
  home: import.meta.dirname,
  rest: {
    'GET /v2/leak/:id': query({
      name: 'leak.readNote',
      summary: 'Reads a note of whatever workspace.',
      access: 'graph:read',
      public: true,
      input: t.Object({ id: t.String() }),
      output: t.Object({ title: t.Optional(t.String()) }),
      run: async ({ id }, { sql }) => {
        const [row] = await sql<{ readonly title: string }>`select title from graph.nodes where id = ${id}::uuid`;
        return row ?? {};
      },
    }),
  },
  views: [],
});

const house = await startHouse([graph, discovery(startEngine()), customers, inventory, deals, analytics, leak]);
const make = maker(house);
const callers = await callersOf(house);
const pool = createPool(house.databaseUrl, { size: 1 });
afterAll(() => pool.end());

/** What the background writes by itself, whoever asks for what. */
const bySelf = /^(audit\.|discovery\.|platform\.|process\.|identity\.(api_key_use|ticket)|graph\.import)/;
const { rows: tables } = await pool.query<{ readonly name: string }>(`
  select table_schema || '.' || table_name as name from information_schema.columns
  where column_name = 'tenant' and table_schema not in ('log', 'pg_catalog', 'information_schema') order by 1`);
const watched = tables.map(({ name }) => name).filter((name) => !bySelf.test(name));

/** Every row of the owner's workspace, and the versions of all its streams. */
const holdings = async (): Promise<string> => {
  // The owner's own imports go on in the background.
  const running = async () => {
    const { items } = (await house.request('GET', '/api/v2/imports')).body;
    return items.some(({ status }: { readonly status: string }) => status === 'running');
  };
  await until(async () => !(await running()), 'the imports are over', 10_000);
  await until(quietness(house, pool), 'the processes are over', 10_000);
  const selects = watched.map(
    (name) =>
      `select '${name}' as at, md5(string_agg(t::text, '' order by t::text)) as rows from ${name} t where tenant = 'home'`,
  );
  const streams = `select 'streams', md5(string_agg(id || version, '' order by id)) from log.stream
    where tenant = 'home' and id !~ '^(import|connections|account|access)-'`;
  return JSON.stringify((await pool.query([...selects, streams].join(' union all '))).rows);
};
const look = { callers, owner: house.token, make, holdings };
const operations = operationsOf(house, pool);

test('every feature has a row, and every row a feature', () => {
  const names = house.runtime.forPeers.map(({ name }) => name).filter((name) => !name.startsWith('leak.'));
  expect(Object.keys(rows).toSorted()).toEqual(names.toSorted());
  expect(watched.length).toBeGreaterThan(10);
});

test.each(operations.filter(({ feature }) => !feature.name.startsWith('leak.')))(
  '$name lets nobody through who must not pass, and tells a stranger nothing',
  async (operation) => {
    const row = rows[operation.feature.name];
    if (row === undefined) throw new Error(`${operation.feature.name} has no row in test/tenancy/rows.ts.`);
    expect(await examine(operation, row, look)).toEqual([]);
  },
);

test('a planted leak is found, on each way in', async () => {
  for (const operation of operations.filter(({ feature }) => feature.name === 'leak.readNote')) {
    const findings = await examine(operation, { input: async () => ({ id: await make.node() }) }, look);
    expect(findings.map(({ caller }) => caller)).toContain('stranger');
    expect(findings.map(({ what }) => what).join()).toContain(canary);
  }
});

test('a guard that is taken away is found', async () => {
  const [operation] = operations.filter(({ name }) => name === 'GET /v2/nodes/:id');
  if (operation === undefined) throw new Error('There is no such route.');
  const unguarded = { ...operation, send: (input: object) => operation.send(input, house.token) };
  const findings = await examine(unguarded, { input: async () => ({ id: await make.node() }) }, look);
  expect(findings.map(({ caller }) => caller)).toEqual(
    expect.arrayContaining(['anonymous', 'expired', 'disabled', 'lowerRole', 'stranger']),
  );
});
