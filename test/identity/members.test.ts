import { expect, test } from 'vitest';
import { forgetBearers, passphrase, startHouse } from './house.ts';
import { shelf } from './shelf.ts';

const house = await startHouse([shelf]);
const { request, member, as } = house;

const secretOf = (cookies: ReadonlyMap<string, string>): string => cookies.get('almanac') ?? '';

test('whoever started Almanac owns the first workspace', async () => {
  expect((await request('GET', '/api/v2/me')).body).toMatchObject({
    id: 'owner',
    workspace: { id: 'home', name: 'Home' },
    roles: ['owner'],
    rights: ['*'],
  });
});

test('an invited person joins by the link in the letter, with a name and a password', async () => {
  const { id, browser } = await member('ann@example.org', ['editor']);
  const me = await as(secretOf(browser.cookies), 'GET', '/api/v2/me');
  expect(me.body).toMatchObject({ id, name: 'ann', email: 'ann@example.org', roles: ['editor'], hasPassword: true });
  expect(me.body.rights).toEqual(['discovery:read', 'discovery:write', 'graph:read', 'graph:write', 'self:read', 'self:write']);
  expect((await as(secretOf(browser.cookies), 'GET', '/api/v2/members')).status).toBe(403);
  const { body } = await request('GET', '/api/v2/members');
  expect(body.items).toContainEqual(expect.objectContaining({ id, name: 'ann', email: 'ann@example.org', status: 'active' }));
});

test('a link works once, a newer one replaces it, and one that is made up is refused', async () => {
  await request('POST', '/api/v2/members', { email: 'bob@example.org', roles: ['reader'] });
  const first = await house.link('bob@example.org', 'join');
  const { body } = await request('POST', '/api/v2/members', { email: 'bob@example.org', roles: ['editor'] });
  await expect.poll(async () => (await house.link('bob@example.org', 'join')).href !== first.href).toBe(true);
  const second = await house.link('bob@example.org', 'join');
  const come = (link: URL) =>
    house
      .browser()
      .post('/join', { ...Object.fromEntries(link.searchParams), name: 'Bob', password: 'a garden of forking paths' });
  const made = new URL(second);
  made.searchParams.set('ticket', `almt_${'x'.repeat(43)}`);
  expect((await come(first)).status).toBe(404);
  expect((await come(made)).status).toBe(404);
  const several = await Promise.all([come(second), come(second), come(second)]);
  expect(several.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 404, 404]);
  expect((await come(second)).status).toBe(404);
  const { items } = (await request('GET', '/api/v2/members')).body;
  expect(items.filter(({ email }: { email?: string }) => email === 'bob@example.org')).toMatchObject([
    { id: body.id, roles: ['editor'], status: 'active' },
  ]);
});

test('a member who is disabled is out within a second, by session and by key, and signs in again when enabled', async () => {
  const { id, browser } = await member('cy@example.org', ['reader']);
  const { body } = await as(secretOf(browser.cookies), 'POST', '/api/v2/keys', { label: 'script' });
  const statuses = async () => [
    (await as(secretOf(browser.cookies), 'GET', '/api/v2/notes')).status,
    (await as(body.key, 'GET', '/api/v2/notes')).status,
  ];
  expect(await statuses()).toEqual([200, 200]);
  expect((await request('POST', `/api/v2/members/${id}/disable`)).status).toBe(200);
  forgetBearers();
  expect(await statuses()).toEqual([401, 401]);
  expect((await request('POST', `/api/v2/members/${id}/enable`)).status).toBe(200);
  expect(await statuses()).toEqual([401, 401]);
  await browser.post('/sign-in', { email: 'cy@example.org', password: passphrase });
  expect(await statuses()).toEqual([200, 401]);
  expect((await request('DELETE', `/api/v2/members/${id}`)).status).toBe(200);
  forgetBearers();
  expect(await statuses()).toEqual([401, 401]);
});

test('other roles hold within a second', async () => {
  const { id, browser } = await member('dee@example.org', ['logistics']);
  const read = async () => (await as(secretOf(browser.cookies), 'GET', '/api/v2/notes')).status;
  expect(await read()).toBe(403);
  await request('PUT', `/api/v2/members/${id}/roles`, { roles: ['reader', 'logistics'] });
  forgetBearers();
  expect(await read()).toBe(200);
});

test('a key carries the rights it was given, ends when it is revoked, and shows when it was used', async () => {
  const { body } = await request('POST', '/api/v2/keys', { label: 'reads members', scopes: ['identity:read'] });
  expect(body.key).toMatch(/^almk_[\w-]{43}$/);
  expect((await as(body.key, 'GET', '/api/v2/members')).status).toBe(200);
  expect((await as(body.key, 'GET', '/api/v2/notes')).status).toBe(403);
  expect((await as(body.key, 'POST', '/api/v2/keys', { label: 'more' })).status).toBe(403);
  const listed = (await request('GET', '/api/v2/keys')).body.items.find(({ id }: { id: string }) => id === body.id);
  expect(listed).toMatchObject({
    member: 'owner',
    label: 'reads members',
    hint: body.key.slice(-4),
    scopes: ['identity:read'],
    usedAt: expect.any(String),
  });
  expect(JSON.stringify(listed)).not.toContain(body.key.slice(5, 40));
  expect((await request('DELETE', `/api/v2/keys/${body.id}`)).status).toBe(200);
  forgetBearers();
  expect((await as(body.key, 'GET', '/api/v2/members')).status).toBe(401);
});

test('a repeated request makes one key, and tells its secret once', async () => {
  const key = { 'idempotency-key': 'one-key' };
  const first = await request('POST', '/api/v2/keys', { label: 'once' }, key);
  const again = await request('POST', '/api/v2/keys', { label: 'once' }, key);
  expect(first.body.key).toBeDefined();
  expect(again.body).toEqual({ id: first.body.id });
});

test('nobody gives a key more than they have, or one to somebody else without the right', async () => {
  const { browser } = await member('eve@example.org', ['reader']);
  const eve = (body: object) => as(secretOf(browser.cookies), 'POST', '/api/v2/keys', body);
  expect((await eve({ label: 'more', scopes: ['graph:write'] })).body.code).toBe('identity.more-than-yours');
  expect((await eve({ label: 'all', scopes: ['*'] })).body.code).toBe('identity.more-than-yours');
  expect((await eve({ label: 'theirs', member: 'owner' })).body.code).toBe('identity.not-your-account');
  expect((await eve({ label: 'none', scopes: [] })).body.code).toBe('identity.no-scope');
  expect(
    (
      await as(
        secretOf(browser.cookies),
        'DELETE',
        `/api/v2/keys/${(await request('POST', '/api/v2/keys', { label: 'x' })).body.id}`,
      )
    ).status,
  ).toBe(404);
});

test('a service account has keys and no password', async () => {
  const { body } = await request('POST', '/api/v2/members/services', { name: 'Nightly job', roles: ['reader'] });
  const { body: made } = await request('POST', '/api/v2/keys', { label: 'night', member: body.id });
  expect((await as(made.key, 'GET', '/api/v2/notes')).body).toEqual({ tenant: 'home', actor: body.id });
  expect((await as(made.key, 'PUT', '/api/v2/me/password', { password: 'correct horse battery' })).body.code).toBe(
    'identity.session-needed',
  );
});

test('a further workspace is opened by whoever runs the installation, and sees nothing of the first', async () => {
  const { status } = await request('POST', '/api/v2/workspaces', { id: 'acme', name: 'Acme', email: 'head@acme.example' });
  expect(status).toBe(201);
  const { searchParams } = await house.link('head@acme.example', 'join');
  expect(searchParams.get('workspace')).toBe('acme');
  const browser = house.browser();
  await browser.post('/join', { ...Object.fromEntries(searchParams), name: 'Ann', password: 'quite another password' });
  const ann = secretOf(browser.cookies);
  expect((await as(ann, 'GET', '/api/v2/me')).body).toMatchObject({ workspace: { id: 'acme' }, roles: ['owner'] });
  expect((await as(ann, 'GET', '/api/v2/members')).body.items).toHaveLength(1);
  expect((await as(ann, 'POST', '/api/v2/workspaces', { id: 'more', name: 'More', email: 'x@example.org' })).body.code).toBe(
    'access.not-the-installation',
  );
  expect((await request('POST', '/api/v2/workspaces', { id: 'acme', name: 'Again', email: 'head@acme.example' })).body.code).toBe(
    'identity.workspace-exists',
  );
});

test('a member who is forgotten is shown no more, while the membership, its rights and the counts stay', async () => {
  const { id, browser } = await member('forget-me@example.org', ['reader']);
  await as(secretOf(browser.cookies), 'POST', '/api/v2/keys', { label: 'mine' });
  const before = (await request('GET', '/api/v2/members')).body.items;
  expect((await request('POST', '/api/call/platform.forgetSubject', { subject: id })).status).toBe(200);
  const { items } = (await request('GET', '/api/v2/members')).body;
  expect(items).toHaveLength(before.length);
  expect(items.find((each: { readonly id: string }) => each.id === id)).toEqual({
    id,
    kind: 'person',
    hasSecondFactor: false,
    roles: ['reader'],
    status: 'active',
    joinedAt: expect.any(String),
  });
  for (const path of ['/api/v2/me', '/api/v2/me/sessions']) {
    const { status, text } = await as(secretOf(browser.cookies), 'GET', path);
    expect([status, text.includes('forget-me'), text.includes('Test/1.0')]).toEqual([200, false, false]);
  }
  const { body: verified } = await request('POST', '/api/call/platform.verifyViews', { names: ['identity.members'] });
  expect(verified.equal).toBe(true);
});

test('bad input is refused by name', async () => {
  expect((await request('POST', '/api/v2/members', { email: 'no address', roles: ['reader'] })).body.code).toBe(
    'identity.bad-email',
  );
  expect((await request('POST', '/api/v2/members', { email: 'x@example.org', roles: ['king'] })).body.code).toBe(
    'identity.bad-role',
  );
  expect((await request('POST', '/api/v2/members/owner/disable')).body.code).toBe('identity.last-owner');
});
