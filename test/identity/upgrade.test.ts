import { hash } from 'node:crypto';
import { expect, test } from 'vitest';
import { ApiKey, issue } from '#identity/domain/api-key';
import { Client, register } from '#identity/domain/client';
import { Label } from '#identity/domain/label';
import { createPool } from '#platform/postgres/pool';
import { sqlOn } from '#platform/postgres/sql';
import { tokens } from '#platform/token';
import { startHouse } from './house.ts';

const house = await startHouse();
const { request, member, as } = house;

/** What earlier versions let an administrator do, as their events stand in the log. */
const made = async (by: string, holder: string, scopes?: readonly string[]) => {
  const { events, newId } = house.runtime.ports({ tenant: 'home', actor: by, scopes: ['*'], correlation: 'before' });
  const [key, id, client] = [`almk_${newId().replaceAll('-', '')}`, newId(), newId()];
  const label = Label('before');
  const issued = { id, member: holder, label, hash: hash('sha256', key), hint: key.slice(-4), ...(scopes && { scopes }) };
  await events.decide({ key: [ApiKey, id] }, () => ({ key: issue(issued) }));
  const registered = {
    id: client,
    label,
    redirects: [],
    afterLogout: [],
    secretHash: 'x',
    member: holder,
    scopes: scopes ?? ['*'],
  };
  await events.decide({ client: [Client, client] }, () => ({ client: register(registered) }));
  return { key, client };
};

test('the upgrade ends what should never have existed, says how much, and leaves the rest', async () => {
  const { id: admin } = await member('admin@example.org', ['admin']);
  const { id: cy } = await member('cy@example.org', ['reader']);
  const service = async (role: string): Promise<string> =>
    (await request('POST', '/api/v2/members/services', { name: role, roles: [role] })).body.id;
  const [manager, own] = [await service('manager'), await service('admin')];
  const sound = [await made('owner', manager), await made(admin, own, ['self:read'])];
  // Their maker holds less today, and held enough at the time.
  await request('PUT', `/api/v2/members/${admin}/roles`, { roles: ['reader'] });
  await request('PUT', `/api/v2/members/${admin}/roles`, { roles: ['admin'] });
  const unsound = [
    await made(admin, 'owner'),
    await made('owner', cy),
    await made(admin, manager),
    await made(admin, own, ['*']),
  ];

  const { id } = await member('dee@example.org', ['reader']);
  for (const deed of ['disable', 'enable']) await request('POST', `/api/v2/members/${id}/${deed}`);
  const { body: verified } = await request('POST', '/api/call/platform.verifyViews', { names: ['identity.members'] });
  expect(verified.equal).toBe(true);

  const pool = createPool(house.databaseUrl, { size: 1 });
  const sql = sqlOn(pool);
  const cookie = await tokens({ sql, now: () => new Date() }).issue({ tenant: 'home', actor: 'owner', scopes: ['*'] }, 'browser');
  await sql`insert into identity.artifact (kind, hash, tenant, member, client, payload, grant_id, expires_at)
    values ('Grant', 'g', 'home', ${cy}, 'almanac-cli', '{}', null, now() + interval '1 day'),
           ('RefreshToken', 'r', 'home', ${cy}, 'almanac-cli', '{}', 'g', now() + interval '1 day')`;
  await sql`drop table identity.upgrade`;
  await sql`drop table platform.ended_cookies`;
  await sql`update identity.members set secrets_from = null, confirmed = false`;
  await sql`delete from platform.migration where context = 'identity' and number = 10 or context = 'platform' and number = 5`;

  const upgraded = await startHouse([], { databaseUrl: house.databaseUrl });
  expect(upgraded.logged()).toContain(
    'The upgrade ended 4 keys made by others, 4 clients beyond the rights of their makers and 1 sign-ins of programs.',
  );
  expect(upgraded.logged()).toContain('The upgrade ended 1 cookies of sign-in links.');
  const statusOf = async (secret: string) => (await upgraded.as(secret, 'GET', '/api/v2/me')).status;
  expect(await Promise.all(unsound.map(({ key }) => statusOf(key)))).toEqual([401, 401, 401, 401]);
  expect(await Promise.all(sound.map(({ key }) => statusOf(key)))).toEqual([200, 200]);
  expect(await statusOf(cookie)).toBe(401);
  const { items } = (await upgraded.request('GET', '/api/v2/clients')).body;
  expect(items.map(({ id }: { readonly id: string }) => id).toSorted()).toEqual(sound.map(({ client }) => client).toSorted());
  expect(await sql`select kind from identity.artifact where hash in ('g', 'r')`).toEqual([]);

  const after = await upgraded.request('POST', '/api/call/platform.verifyViews', { names: ['identity.members'] });
  expect(after.body.equal).toBe(true);

  const again = await startHouse([], { databaseUrl: house.databaseUrl });
  expect(again.logged()).not.toContain('The upgrade ended');
  await again.close();
  await upgraded.close();
  await pool.end();
  expect((await as(sound[0]?.key ?? '', 'GET', '/api/v2/me')).status).toBe(200);
});
