import { randomUUID } from 'node:crypto';
import { afterAll, expect, test, vi } from 'vitest';
import { analytics } from '#analytics/context';
import { customers } from '#customers/context';
import { deals } from '#deals/context';
import { discovery } from '#discovery/context';
import { startEngine } from '#discovery/worker/start';
import { graph } from '#graph/context';
import { inventory } from '#inventory/context';
import { createPool } from '#platform/postgres/pool';
import { sqlOn } from '#platform/postgres/sql';
import { tokens } from '#platform/token';
import { startHouse } from '../identity/house.ts';
import { node } from '../../scripts/lib/child.ts';
import { repository } from '../architecture/planted.ts';
import { maker } from '../tenancy/rows.ts';
import { inputOf } from './input-of.ts';
import { type Route, routesOf } from './routes-of.ts';

vi.setConfig({ testTimeout: 60_000 });

const house = await startHouse([graph, discovery(startEngine()), customers, inventory, deals, analytics]);
const routes = routesOf(house.server);
const schemas = new Map(
  house.runtime.contexts.flatMap(({ rest }) =>
    Object.entries(rest).map(([route, feature]) => [route.replace(' ', ' /api').replaceAll(/:\w+/g, ':'), feature.input]),
  ),
);

const unheard: unknown[] = [];
const hear = (reason: unknown) => void unheard.push(reason);
process.on('unhandledRejection', hear);
afterAll(() => process.off('unhandledRejection', hear));

const pool = createPool(house.databaseUrl, { size: 1 });
const issuer = tokens({ sql: sqlOn(pool), now: () => new Date() });
const issue = (tenant: string, actor: string, scopes: readonly string[]) => issuer.issue({ tenant, actor, scopes }, 'the walk');
const [narrow, powerless, stranger] = [
  await issue('home', 'reader', ['graph:read']),
  await issue('home', 'nobody', ['nothing:read']),
  await issue('elsewhere', 'eve', ['*']),
];
await pool.end();

/** How a caller signs a request. Each wrong token comes from another address: their number is limited. */
const callers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'no credential': {},
  'a narrow key': { authorization: `Bearer ${narrow}` },
  'a wrong role': { authorization: `Bearer ${powerless}` },
  'another workspace': { authorization: `Bearer ${stranger}` },
  'the owner': { authorization: `Bearer ${house.token}` },
};

const malformed = ['x', '%00', '%E0%A4%A', '..%2f..%2fetc', '%27%20or%201=1', '9'.repeat(30), 'x'.repeat(600)];

const bodyFor = ({ method, url }: Route, id: string) => {
  if (method === 'GET' || method === 'DELETE') return {};
  const text = malformed.includes(id) ? 'x' : id;
  const byName = url.startsWith('/api/call/') ? house.runtime.find(url.slice('/api/call/'.length)) : undefined;
  const feature = byName?.input ?? schemas.get(`${method} ${url.replaceAll(/:\w+/g, ':')}`);
  if (feature === undefined) return { payload: `id=${id}&uid=${id}&secret=${id}`, type: 'application/x-www-form-urlencoded' };
  const named = new Set([...url.matchAll(/:(\w+)/g)].map(([, name]) => name));
  const all = Object.entries(inputOf(feature, text) as object); // a feature's input is an object
  return { payload: JSON.stringify(Object.fromEntries(all.filter(([name]) => !named.has(name)))), type: 'application/json' };
};

const send = async (route: Route, name: string, id: string): Promise<readonly string[]> => {
  const { payload, type } = bodyFor(route, id);
  const {
    statusCode,
    headers,
    payload: answer,
  } = await house.server.inject({
    method: route.method as 'GET', // inject's list of methods is shorter than HTTP's
    url: route.url.replaceAll(/:\w+|\*/g, id),
    ...(payload !== undefined && { payload }),
    headers: {
      ...(type !== undefined && { 'content-type': type }),
      'sec-fetch-site': 'same-origin',
      'if-match': '*',
      ...callers[name],
    },
  });
  const saysWhen = headers['retry-after'] !== undefined;
  const isFine = statusCode === 429 || statusCode === 503 ? saysWhen : statusCode < 500 || statusCode === 501;
  return isFine ? [] : [`${name}: ${route.method} ${route.url} with ${id.slice(0, 40)} answers ${answer}`];
};

/** Asks every route as these callers with the ids chosen for it, and answers what must not be. */
const walk = async (
  who: readonly string[],
  idsFor: (route: Route, at: number) => readonly string[],
): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const [at, route] of routes.entries()) {
    const asked = idsFor(route, at).flatMap((id) => who.map((name) => send(route, name, id)));
    found.push(...(await Promise.all(asked)).flat());
    await new Promise((resolve) => setImmediate(resolve)); // an unheard rejection is reported once the microtasks have run
    for (const reason of unheard.splice(0))
      found.push(`${route.method} ${route.url} leaves a rejection unheard: ${String(reason)}`);
  }
  return found;
};

test('the routes are read from the server', () => {
  const names = routes.map(({ method, url }) => `${method} ${url}`);
  expect(names).toEqual(
    expect.arrayContaining([
      'GET /documents/deals/:id',
      'GET /api/v2/nodes/:id',
      'POST /api/v2/nodes/:id/connections/:target/accept',
      'POST /api/v2/imports',
      'POST /api/call/platform.readFeed',
      'POST /account/passkeys/remove',
      'GET /oauth/token/*',
      'GET /.well-known/openid-configuration',
      'GET /health/ready',
    ]),
  );
  expect(new Set(names).size).toBe(names.length);
  for (const operation of schemas.keys()) expect(names.map((name) => name.replaceAll(/:\w+/g, ':'))).toContain(operation);
});

test('the document that `npm run check` lints is the one that is served', async () => {
  const { '/api/call/{name}': _, ...paths } = (await house.request('GET', '/openapi.json')).body.paths;
  const { '/api/call/{name}': __, ...linted } = JSON.parse((await node(repository, ['scripts/openapi.ts'])).stdout).paths;
  expect(linted).toEqual(paths);
});

test('ids that nobody has leave the server alive, for every kind of caller', async () => {
  expect(await walk(Object.keys(callers), () => [randomUUID()])).toEqual([]);
});

test('malformed ids leave the server alive', async () => {
  expect(await walk(['the owner'], ({ url }) => (/[:*]/.test(url) ? malformed : []))).toEqual([]);
});

test('ids of another kind or of another workspace leave the server alive', async () => {
  const make = maker(house);
  const ids = [await make.node(), await make.lot(), await make.party(), await make.deal()];
  const some = (_route: Route, at: number) => [ids[at % ids.length] ?? ''];
  expect(await walk(['a narrow key', 'another workspace', 'the owner'], some)).toEqual([]);
});

test('after all that it serves', async () => {
  expect((await house.request('GET', '/health')).status).toBe(200);
  expect((await house.request('GET', '/api/v2/nodes')).status).toBe(200);
});
