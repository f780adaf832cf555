import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Type as t } from 'typebox';
import { expect, onTestFinished, test } from 'vitest';
import type { Caller } from '#platform/caller';
import { context } from '#platform/context';
import { command, query } from '#platform/feature';
import { behalfOf, onBehalf } from '#platform/on-behalf';
import { createPool } from '#platform/postgres/pool';
import { sqlOn } from '#platform/postgres/sql';
import { tokens } from '#platform/token';
import { startApp } from '#testing/app';
import { until } from '#testing/log';
import { startHouse } from '../identity/house.ts';
import { shelf } from './rest-shelf.ts';

const contract = {
  name: 'shelf.getBook',
  summary: '',
  input: t.Object({ id: t.String() }),
  output: t.Object({ title: t.String() }),
};

const reader = context({
  name: 'reader',
  home: import.meta.dirname,
  rest: {
    'GET /v2/readings/:id': query({
      name: 'reader.read',
      summary: 'Reads a book of another context.',
      access: 'reader:read',
      public: true,
      input: t.Object({ id: t.String() }),
      output: t.Object({ text: t.String() }),
      run: async ({ id }, { call }) => ({ text: `Reading ${(await call(contract, { id })).title}` }),
    }),
  },
  views: [],
});

test('a call finds its feature here or at a peer, and a rejection crosses the wire unchanged', async () => {
  const there = await startApp([shelf]);
  const url = await there.listen();
  const apart = await startApp([reader], { peers: { shelf: { url, token: await there.peerToken() } } });
  const together = await startApp([reader, shelf]);

  for (const [shelfApp, readerApp] of [
    [there, apart],
    [together, together],
  ] as const) {
    const { body } = await shelfApp.request('POST', '/api/v2/books', { title: 'Walden' });
    expect(await readerApp.request('GET', `/api/v2/readings/${body.id}`)).toMatchObject({
      status: 200,
      body: { text: 'Reading Walden' },
    });
    expect(await readerApp.request('GET', '/api/v2/readings/none')).toMatchObject({
      status: 404,
      body: { code: 'shelf.no-book', kind: 'missing', detail: 'There is no such book.' },
    });
  }
  await apart.request('GET', '/api/v2/readings/none', undefined, { 'x-correlation-id': 'across-1' });
  expect(there.logged()).toContain('"correlation":"across-1"');
});

const json = 'Content-Type: application/json';
/** What a peer writes before its end, if it gets that far. */
const ends: readonly (readonly [how: string, said: string | undefined])[] = [
  ['refuses the connection', undefined],
  ['dies before it answers', ''],
  ['dies in the middle of the headers', 'HTTP/1.1 200 OK\r\nContent-Ty'],
  ['dies in the middle of an answer', `HTTP/1.1 200 OK\r\n${json}\r\nContent-Length: 500\r\n\r\n{"title":"Wal`],
  ['dies in the middle of a chunk', `HTTP/1.1 200 OK\r\n${json}\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n{"title":"Wal`],
  ['answers something else', 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\n<p>Hi</p>'],
  ['is announced away by a proxy', 'HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\n<p>No</p>'],
  ['is announced away in JSON', `HTTP/1.1 504 Gateway Timeout\r\n${json}\r\nContent-Length: 2\r\n\r\n{}`],
  [
    'is not ready itself',
    `HTTP/1.1 503 Service Unavailable\r\n${json}\r\nContent-Length: 31\r\n\r\n{"code":"platform.unavailable"} `,
  ],
  ['does not speak HTTP', '220 mail.example.org ESMTP\r\n'],
];

test('a peer that dies during a call is busy, not a failure: come again', async () => {
  let say: string | undefined;
  const server = createServer((socket) => socket.on('error', () => undefined).once('data', () => socket.end(say ?? '')));
  const listening = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const port = await listening(0);
  onTestFinished(() => void server.close());
  const alone = await startApp([reader], { peers: { shelf: { url: `http://127.0.0.1:${port}`, token: 'x' } } });
  for (const [how, said] of ends) {
    say = said;
    if (said === undefined) await new Promise((resolve) => server.close(resolve));
    else if (!server.listening) await listening(port);
    expect(await alone.request('GET', '/api/v2/readings/a'), how).toMatchObject({
      status: 503,
      headers: { 'retry-after': expect.anything() },
      body: { code: 'platform.unavailable', kind: 'busy' },
    });
  }
});

test('keys of calls between processes are refused from clients, and answered to peers as before', async () => {
  const there = await startApp([shelf]);
  const send = (key: string, headers: Readonly<Record<string, string>> = {}) =>
    there.request('POST', '/api/call/shelf.shelveBook', { title: 'Walden' }, { 'idempotency-key': key, ...headers });
  const platforms = [
    'deals.release/D1.1/call/stock',
    'deals.release/D%2F1/undo/stock',
    'deals.release/D1.1/call/stock>shelf.shelveBook>1',
    'mine>shelf.shelveBook>1',
    'mine>shelf.shelveBook>1>shelf.getBook>12',
    'identity.sendReset@123',
  ];
  for (const key of platforms)
    expect(await send(key), key).toMatchObject({ status: 400, body: { code: 'idempotency.reserved-key', kind: 'invalid' } });
  const behalf = {
    authorization: `Bearer ${await there.peerToken()}`,
    'x-almanac-on-behalf': behalfOf({ tenant: 'home', actor: 'deals.release', scopes: ['*'] }),
  };
  for (const key of [...platforms, `${'x'.repeat(255)}>shelf.shelveBook>1`]) {
    const first = await send(key, behalf);
    expect([first.status, first.headers['idempotency-replayed']], key).toEqual([201, undefined]);
    expect(await send(key, behalf), key).toMatchObject({ body: first.body, headers: { 'idempotency-replayed': 'true' } });
  }
  for (const key of [
    'a>b',
    'order/call/3',
    'x/deals.release/1/call/2',
    'me@example.org',
    randomUUID(),
    '2 > 1'.replaceAll(' ', ''),
  ])
    expect((await send(key)).status, key).toBe(201);
});

test('a peer is called for whoever asks, in their workspace and with their rights; nobody else may say for whom they call', async () => {
  const seen: Caller[] = [];
  const told = context({
    name: 'shelf',
    home: import.meta.dirname,
    rest: {},
    features: [
      query({
        ...contract,
        access: 'shelf:read',
        public: true,
        run: async (_, { caller }) => (seen.push(caller), { title: 'x' }),
      }),
    ],
    views: [],
  });
  const there = await startApp([told]);
  const url = await there.listen();
  const apart = await startApp([reader], { peers: { shelf: { url, token: await there.peerToken() } } });
  const read = apart.runtime.find('reader.read');
  if (read === undefined) throw new Error('There is no such feature.');
  const ann = { tenant: 'elsewhere', actor: 'ann', scopes: ['reader:read', 'shelf:read'], correlation: 'c' };
  await apart.runtime.execute(read, { id: 'a' }, { caller: ann, notes: {} });
  expect(seen).toMatchObject([{ tenant: 'elsewhere', actor: 'ann', scopes: ann.scopes, correlation: 'c' }]);
  const bob = apart.runtime.execute(read, { id: 'a' }, { caller: { ...ann, scopes: ['reader:read'] }, notes: {} });
  await expect(bob).rejects.toMatchObject({ kind: 'denied', code: 'access.not-allowed' });

  const pool = createPool(there.databaseUrl, { size: 1 });
  const lou = { tenant: 'home', actor: 'lou', scopes: ['*'] };
  const member = await tokens({ sql: sqlOn(pool), now: () => new Date() }).issue(lou, 'lou');
  await pool.end();
  const call = (token: string, behalf: string) =>
    there.request('POST', '/api/call/shelf.getBook', { id: 'a' }, { authorization: `Bearer ${token}`, [onBehalf]: behalf });
  const noPeer = { status: 403, body: { code: 'access.not-a-peer' } };
  for (const token of [member, there.token]) expect(await call(token, behalfOf(ann))).toMatchObject(noPeer);
  expect(await call(await there.peerToken(), 'bm9uc2Vuc2U')).toMatchObject(noPeer);
  expect(seen).toHaveLength(1);
});

test('a peer token opens the features of its contexts in its workspaces, internal ones too, and nothing else', async () => {
  const borrow = command({
    name: 'desk.borrow',
    summary: 'Borrows a book.',
    access: 'desk:write',
    input: t.Object({}),
    output: t.Object({ by: t.String() }),
    run: async (_, { caller }) => ({ by: caller.actor }),
  });
  const desk = context({ name: 'desk', home: import.meta.dirname, rest: {}, features: [borrow], views: [] });
  const house = await startHouse([shelf, desk]);
  const peer = await house.peerToken(['desk']);
  const behalf = (tenant: string, ...scopes: readonly string[]) => behalfOf({ tenant, actor: 'ann', scopes });
  const send = (token: string, path: string, on = behalf('home', '*'), method = 'POST') =>
    house.request(method, path, method === 'GET' ? undefined : {}, { authorization: `Bearer ${token}`, [onBehalf]: on });
  const borrowing = '/api/call/desk.borrow';
  expect(await send(peer, borrowing)).toMatchObject({ status: 200, body: { by: 'ann' } });
  expect(await send(peer, borrowing, behalf('home', 'desk:read'))).toMatchObject({
    status: 403,
    body: { code: 'access.not-allowed' },
  });
  for (const feature of [
    'shelf.getBook',
    'identity.listMembers',
    'platform.issuePeerToken',
    'process.listProcesses',
    'audit.listEvents',
  ])
    expect(await send(peer, `/api/call/${feature}`), feature).toMatchObject({
      status: 403,
      body: { code: 'access.peer-context' },
    });
  for (const path of ['/api/v2/me', '/metrics', '/openapi.json', '/docs'])
    expect(await send(peer, path, undefined, 'GET'), path).toMatchObject({ status: 403, body: { code: 'access.peer-route' } });
  expect(await send(peer, '/api/call/desk.nothing')).toMatchObject({ status: 404 });
  const alone = await house.request('POST', borrowing, {}, { authorization: `Bearer ${peer}` });
  expect(alone).toMatchObject({ status: 403, body: { code: 'access.not-a-peer' } });
  const page = await house.request('GET', '/account', undefined, { authorization: `Bearer ${peer}` });
  expect([page.status, page.headers['location']]).toEqual([303, expect.stringContaining('/sign-in')]);

  const narrow = await house.peerToken(['desk'], ['elsewhere']);
  expect((await send(narrow, borrowing, behalf('elsewhere', '*'))).status).toBe(200);
  expect(await send(narrow, borrowing)).toMatchObject({ status: 403, body: { code: 'access.peer-workspace' } });
  expect(await send(narrow, '/api/call/platform.forgetSubject')).toMatchObject({
    status: 403,
    body: { code: 'access.peer-workspace' },
  });
});

test('only the owner of the installation issues, lists and revokes peer tokens; events name the peer', async () => {
  const house = await startHouse([shelf]);
  const issue = (input: object, headers = {}) => house.request('POST', '/api/call/platform.issuePeerToken', input, headers);
  const asked = { name: 'reader', contexts: ['shelf'] };
  const { body } = await issue(asked);
  expect(body.token).toMatch(/^almp_[A-Za-z0-9_-]{43}$/);
  expect(await issue(asked)).toMatchObject({ status: 409, body: { code: 'platform.peer-exists' } });
  for (const contexts of [['identity'], ['platform'], ['shelf', 'nothing']])
    expect(await issue({ name: 'x', contexts }), contexts.join()).toMatchObject({
      status: 400,
      body: { code: 'platform.no-context' },
    });
  const pool = createPool(house.databaseUrl, { size: 1 });
  const issuer = tokens({ sql: sqlOn(pool), now: () => new Date() });
  for (const [tenant, actor, scopes] of [
    ['home', 'other-owner', ['*']],
    ['elsewhere', 'owner', ['*']],
    ['home', 'owner', ['platform:admin']],
  ] as const) {
    const token = await issuer.issue({ tenant, actor, scopes }, 'x');
    expect((await issue({ ...asked, name: 'x' }, { authorization: `Bearer ${token}` })).status, actor).toBe(403);
  }
  const kept = await pool.query('select * from platform.peer_token');
  await pool.end();
  expect(JSON.stringify(kept.rows)).not.toContain(body.token);

  const shelve = () =>
    house.request(
      'POST',
      '/api/call/shelf.shelveBook',
      { title: 'Walden' },
      {
        authorization: `Bearer ${body.token}`,
        [onBehalf]: behalfOf({ tenant: 'home', actor: 'ann', scopes: ['shelf:write'] }),
      },
    );
  expect((await shelve()).status).toBe(201);
  const { items } = (await house.request('POST', '/api/call/audit.listEvents', { type: 'BookShelved' })).body;
  expect(items).toMatchObject([{ actor: 'ann', peer: 'reader' }]);

  const listed = await house.request('POST', '/api/call/platform.listPeerTokens', {});
  expect(listed.body).toEqual({ items: [{ ...asked, createdAt: expect.any(String) }] });
  const revoke = () => house.request('POST', '/api/call/platform.revokePeerToken', { name: 'reader' });
  expect((await revoke()).status).toBe(200);
  await until(async () => (await shelve()).status === 401, 'it is refused');
  expect(await revoke()).toMatchObject({ status: 404, body: { code: 'platform.no-peer-token' } });
});

test('who is forgotten is forgotten at the peers too', async () => {
  const there = await startApp([shelf]);
  const peer = { url: await there.listen(), token: await there.peerToken() };
  const front = await startApp([reader], { peers: { shelf: peer } });
  const known = there.runtime.ports({ tenant: 'home', actor: 'ann', scopes: ['*'], correlation: 'c' }).personal;
  const sealed = await known.seal('ann', { name: 'Ann' });
  expect(await known.open([sealed.name])).toEqual(['Ann']);
  const forget = () => front.request('POST', '/api/call/platform.forgetSubject', { subject: 'ann' });
  expect((await forget()).status).toBe(200);
  expect(await known.open([sealed.name])).toEqual([undefined]);
  await expect(known.seal('ann', { name: 'Ann' })).rejects.toMatchObject({ kind: 'refused' });
  expect(await front.request('POST', '/api/call/platform.forgetSubject', { subject: 'nobody' })).toMatchObject({
    status: 404,
    body: { code: 'personal.no-subject' },
  });
});
