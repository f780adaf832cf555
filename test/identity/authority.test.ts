import { expect, test } from 'vitest';
import { startHouse } from './house.ts';

const house = await startHouse();
const { request, member, as } = house;

const secretOf = ({ cookies }: { readonly cookies: ReadonlyMap<string, string> }): string => cookies.get('almanac') ?? '';
const service = async (...roles: string[]): Promise<string> =>
  (await request('POST', '/api/v2/members/services', { name: 'Job', roles })).body.id;

const { id: adminId, browser } = await member('admin@example.org', ['admin']);
const admin = (method: string, path: string, body?: object) => as(secretOf(browser), method, path, body);
const codeOf = async (answer: ReturnType<typeof admin>) => {
  const { status, body } = await answer;
  return status < 300 ? status : body.code;
};

test('an administrator creates a key neither for an owner nor for any other person', async () => {
  const { id: cy } = await member('cy@example.org', ['reader']);
  for (const holder of ['owner', cy])
    for (const scopes of [undefined, ['*'], ['identity:read']])
      expect(await codeOf(admin('POST', '/api/v2/keys', { label: 'x', member: holder, scopes })), holder).toBe(
        'identity.not-your-account',
      );
  expect(await codeOf(request('POST', '/api/v2/keys', { label: 'x', member: cy })), 'nor does an owner').toBe(
    'identity.not-your-account',
  );
});

test('a key for a service account needs every right of that account, and does not grow with it', async () => {
  const manager = await service('manager');
  for (const scopes of [undefined, ['*'], ['self:read']])
    expect(await codeOf(admin('POST', '/api/v2/keys', { label: 'x', member: manager, scopes }))).toBe('identity.more-than-yours');
  const own = await service('admin');
  const { status, body } = await admin('POST', '/api/v2/keys', { label: 'x', member: own });
  expect(status).toBe(201);
  await request('PUT', `/api/v2/members/${own}/roles`, { roles: ['admin', 'manager'] });
  const { rights } = (await as(body.key, 'GET', '/api/v2/me')).body;
  expect(rights).toEqual(['identity:read', 'identity:write', 'platform:read', 'self:read', 'self:write']);
});

test('a client acts as a service account, and neither its scopes nor the rights of the account exceed those of its maker', async () => {
  const register = (body: object) => codeOf(admin('POST', '/api/v2/clients', { label: 'x', confidential: true, ...body }));
  expect(await register({ member: 'owner', scopes: ['*'] })).toBe('identity.no-service');
  expect(await register({ member: adminId, scopes: [] })).toBe('identity.no-service');
  const [manager, own] = [await service('manager'), await service('admin')];
  expect(await register({ member: manager, scopes: ['self:read'] })).toBe('identity.more-than-yours');
  expect(await register({ member: own, scopes: ['*'] })).toBe('identity.more-than-yours');
  expect(await register({ redirects: ['https://example.org/'], scopes: ['deals:read'] })).toBe('identity.more-than-yours');
  expect(await register({ member: own, scopes: ['identity:read'] })).toBe(201);
});

test('nobody grants by roles what they do not hold', async () => {
  const { id: cy } = await member('bea@example.org', ['reader']);
  expect(await codeOf(admin('POST', '/api/v2/members', { email: 'x@example.org', roles: ['trader'] }))).toBe(
    'identity.more-than-yours',
  );
  expect(await codeOf(admin('POST', '/api/v2/members/services', { name: 'x', roles: ['trader'] }))).toBe(
    'identity.more-than-yours',
  );
  expect(await codeOf(admin('PUT', `/api/v2/members/${cy}/roles`, { roles: ['reader', 'trader'] }))).toBe(
    'identity.more-than-yours',
  );
  expect(await codeOf(admin('PUT', `/api/v2/members/${cy}/roles`, { roles: ['reader', 'admin'] })), 'their own role').toBe(200);
  expect(await codeOf(admin('POST', '/api/v2/members', { email: 'y@example.org', roles: ['admin'] }))).toBe(201);
});

test('a narrow key of an owner makes no owner', async () => {
  const { body } = await request('POST', '/api/v2/keys', { label: 'x', scopes: ['identity:write', 'self:write'] });
  const narrow = (method: string, path: string, input: object) => codeOf(as(body.key, method, path, input));
  expect(await narrow('POST', '/api/v2/members', { email: 'z@example.org', roles: ['owner'] })).toBe('identity.owners-only');
  expect(await narrow('PUT', `/api/v2/members/${adminId}/roles`, { roles: ['owner'] })).toBe('identity.owners-only');
  expect(await narrow('POST', '/api/v2/members/services', { name: 'x', roles: ['reader'] })).toBe('identity.more-than-yours');
});

test('an administrator does not touch the invitation of an owner', async () => {
  const { body } = await request('POST', '/api/v2/members', { email: 'head@example.org', roles: ['owner'] });
  expect(await codeOf(admin('POST', '/api/v2/members', { email: 'head@example.org', roles: ['admin'] }))).toBe(
    'identity.owners-only',
  );
  expect(await codeOf(admin('DELETE', `/api/v2/members/${body.id}`))).toBe('identity.owners-only');
  await request('DELETE', `/api/v2/members/${body.id}`);
});

test('the last person who owns a workspace stays, whatever programs own it', async () => {
  await service('owner');
  const last = 'identity.last-owner';
  expect(await codeOf(request('PUT', '/api/v2/members/owner/roles', { roles: ['reader'] }))).toBe(last);
  expect(await codeOf(request('POST', '/api/v2/members/owner/disable'))).toBe(last);
  expect(await codeOf(request('DELETE', '/api/v2/members/owner'))).toBe(last);
  expect(await codeOf(request('POST', '/api/call/platform.forgetSubject', { subject: 'owner' }))).toBe(last);
});

test('names of the prototype are ids that nobody has', async () => {
  for (const id of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    for (const [method, path, body] of [
      ['PUT', `/api/v2/members/${id}/roles`, { roles: ['reader'] }],
      ['POST', `/api/v2/members/${id}/disable`],
      ['POST', `/api/v2/members/${id}/enable`],
      ['POST', `/api/v2/members/${id}/sign-out`],
      ['DELETE', `/api/v2/members/${id}`],
      ['DELETE', `/api/v2/keys/${id}`],
      ['DELETE', `/api/v2/clients/${id}`],
      ['DELETE', `/api/v2/rules/${id}`],
      ['DELETE', `/api/v2/me/passkeys/${id}`],
      ['POST', '/api/v2/keys', { label: 'x', member: id }],
      ['POST', '/api/v2/clients', { label: 'x', confidential: true, member: id }],
      ['POST', '/api/v2/rules/explain', { member: id, right: 'graph:read' }],
    ] as const)
      expect((await request(method, path, body)).status, `${method} ${path}`).toBe(404);
  }
});
