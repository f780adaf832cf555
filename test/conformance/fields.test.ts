import { Type as t } from 'typebox';
import { expect, test } from 'vitest';
import { context } from '#platform/context';
import { command, query } from '#platform/feature';
import { createPool } from '#platform/postgres/pool';
import { sqlOn } from '#platform/postgres/sql';
import { tokens } from '#platform/token';
import { startApp } from '#testing/app';

const Deal = t.Object({ id: t.String(), kilograms: t.Integer(), rate: t.Optional(t.Integer()) });
const deal = { id: 'd1', kilograms: 500, rate: 98_500 };
const fields = { rate: 'rates:read' } as const;

const desk = context({
  name: 'desk',
  home: import.meta.dirname,
  rest: {
    'GET /v2/deal': query({
      name: 'desk.getDeal',
      summary: 'A deal.',
      access: 'deals:read',
      public: true,
      fields,
      input: t.Object({}),
      output: Deal,
      run: async () => deal,
    }),
    'POST /v2/deal': command({
      name: 'desk.sell',
      summary: 'Sells.',
      access: 'deals:read',
      public: true,
      fields,
      input: t.Object({}),
      output: Deal,
      run: async () => deal,
    }),
    // A feature of another kind, which shows what it has from the first.
    'GET /v2/board': query({
      name: 'desk.getBoard',
      summary: 'All deals.',
      access: 'deals:read',
      public: true,
      input: t.Object({}),
      output: t.Object({ items: t.Array(t.Unknown()) }),
      run: async (_, { call }) => ({
        items: [await call({ name: 'desk.getDeal', summary: '', input: t.Object({}), output: Deal }, {})],
      }),
    }),
  },
  views: [],
});
const app = await startApp([desk]);
const pool = createPool(app.databaseUrl, { size: 1 });
const issue = (...scopes: string[]) =>
  tokens({ sql: sqlOn(pool), now: () => new Date() }).issue({ tenant: 'home', actor: scopes.join(), scopes }, 'test');
const [logistics, trader] = [await issue('deals:read'), await issue('deals:read', 'rates:read')];
await pool.end();
const ask = async (token: string, method: string, path: string, headers = {}) =>
  (await app.request(method, path, method === 'POST' ? {} : undefined, { authorization: `Bearer ${token}`, ...headers })).body;

test.each([
  ['GET', '/api/v2/deal'],
  ['POST', '/api/v2/deal'],
  ['POST', '/api/call/desk.getDeal'],
])('who may not see rates gets none by %s %s; who may, gets them', async (method, path) => {
  expect(await ask(logistics, method, path)).toEqual({ id: 'd1', kilograms: 500 });
  expect(await ask(trader, method, path)).toEqual(deal);
});

test('nor by another feature that shows the same', async () => {
  expect(await ask(logistics, 'GET', '/api/v2/board')).toEqual({ items: [{ id: 'd1', kilograms: 500 }] });
  expect(await ask(trader, 'GET', '/api/v2/board')).toEqual({ items: [deal] });
});

test('nor does the document call them always there', async () => {
  const { body } = await app.request('GET', '/openapi.json');
  const { schema } = body.paths['/api/v2/deal'].get.responses['200'].content['application/json'];
  expect(schema.required).toEqual(['id', 'kilograms']);
});

test('an app whose feature hides a field that is always there does not start', async () => {
  const wrong = query({
    name: 'desk.wrong',
    summary: 'x',
    access: 'deals:read',
    public: true,
    fields: { id: 'rates:read' },
    input: t.Object({}),
    output: Deal,
    run: async () => deal,
  });
  await expect(startApp([{ ...desk, rest: { 'GET /v2/wrong': wrong } }])).rejects.toThrow('make it optional');
});
