import * as openid from 'openid-client';
import { expect, test } from 'vitest';
import { startHouse, forgetBearers } from './house.ts';
import { startPrograms } from './programs.ts';

let ahead = 0;
const house = await startHouse([], { clock: () => new Date(Date.now() + ahead) });
const { request, member, as } = house;
const { register, config, authorize } = await startPrograms(house);

test('what a member has let programs do ends when the member says so, is disabled, or the program is removed', async () => {
  const client = await register({});
  const at = await config(client);
  const { exchange, browser } = await authorize(at, 'openid offline_access self:read self:write');
  const tokens = await exchange();
  expect((await as(tokens.access_token, 'DELETE', '/api/v2/me/clients')).status).toBe(200);
  forgetBearers();
  expect((await as(tokens.access_token, 'GET', '/api/v2/me')).status).toBe(401);
  await expect(openid.refreshTokenGrant(at, tokens.refresh_token ?? '')).rejects.toMatchObject({ error: 'invalid_grant' });

  const more = await (await authorize(at, 'openid offline_access self:read', browser)).exchange();
  await request('DELETE', `/api/v2/clients/${client.id}`);
  forgetBearers();
  expect((await as(more.access_token, 'GET', '/api/v2/me')).status).toBe(401);
  await expect(openid.refreshTokenGrant(at, more.refresh_token ?? '')).rejects.toMatchObject({ error: 'invalid_client' });
});

test('a member sees which programs may act, with what and how long, and ends one of them', async () => {
  const [mail, clock] = await Promise.all(['Mail', 'Clock'].map((label) => register({ label })));
  const { exchange, browser } = await authorize(await config(mail!), 'openid offline_access self:read self:write');
  const mailed = await exchange();
  const clocked = await (await authorize(await config(clock!), 'openid self:read', browser)).exchange();
  const ours = async () =>
    (await as(mailed.access_token, 'GET', '/api/v2/me/clients')).body.items.filter(({ client }: { client: string }) =>
      [mail?.id, clock?.id].includes(client),
    );
  const day = 86_400_000;
  const until = expect.stringMatching(new Date(Date.now() + 90 * day).toISOString().slice(0, 10));
  expect(await ours()).toEqual([
    expect.objectContaining({ client: clock?.id, label: 'Clock', scopes: ['openid', 'self:read'], until }),
    expect.objectContaining({
      client: mail?.id,
      label: 'Mail',
      scopes: ['offline_access', 'openid', 'self:read', 'self:write'],
      until,
    }),
  ]);
  const page = await browser.go('/account');
  expect(page.text).toContain('Clock: know who you are, see your own account; until ');

  const { browser: bob } = await member('bob@example.org', ['reader']);
  expect((await bob.post('/account/end-clients', { client: clock?.id ?? '' })).location).toBe('/account');
  forgetBearers();
  expect((await as(clocked.access_token, 'GET', '/api/v2/me')).status, 'nobody ends it for somebody else').toBe(200);
  expect((await as(mailed.access_token, 'DELETE', `/api/v2/me/clients?client=${clock?.id}`)).status).toBe(200);
  forgetBearers();
  expect((await as(clocked.access_token, 'GET', '/api/v2/me')).status).toBe(401);
  expect((await ours()).map(({ label }: { label: string }) => label)).toEqual(['Mail']);
});

test('the page for it says for how long: a program that goes on may do so for ninety days', async () => {
  const at = await config(await register({}));
  const day = 86_400_000;
  const tokens = await (await authorize(at, 'openid offline_access self:read')).exchange();
  let refresh = tokens.refresh_token ?? '';
  for (const days of [29, 58, 87]) {
    ahead = days * day;
    const next = await openid.refreshTokenGrant(at, refresh);
    expect((await as(next.access_token, 'GET', '/api/v2/me')).status, `day ${days}`).toBe(200);
    refresh = next.refresh_token ?? '';
  }
  ahead = 91 * day;
  await expect(openid.refreshTokenGrant(at, refresh)).rejects.toMatchObject({ error: 'invalid_grant' });
  ahead = 0;
});
