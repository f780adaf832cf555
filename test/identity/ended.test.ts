import { Secret, TOTP } from 'otpauth';
import * as openid from 'openid-client';
import { expect, test } from 'vitest';
import { type Browser, forgetBearers, passphrase, startHouse } from './house.ts';
import { startPrograms } from './programs.ts';

const house = await startHouse();
const { request, member, as, browser: browserOf } = house;
const { ann, register, config, authorize } = await startPrograms(house);
const secretOf = ({ cookies }: Browser): string => cookies.get('almanac') ?? '';
const statusOf = async (secret: string) => (await as(secret, 'GET', '/api/v2/me')).status;

test('the code of a sign-in link works once, and gives a cookie that scripts cannot read', async () => {
  const path = house.signInPath();
  const first = await request('GET', path, undefined, { authorization: '' });
  expect(first).toMatchObject({ status: 303, headers: { location: '/docs', 'cache-control': 'no-store' } });
  expect([first.headers['set-cookie']].flat()[0]).toMatch(
    /^almanac=alms_[\w-]{43}; HttpOnly; SameSite=Lax; Path=\/; Max-Age=2592000$/,
  );
  for (const again of [path, '/sign-in/link?code=guess', '/sign-in/link'])
    expect(await request('GET', again, undefined, { authorization: '' })).toMatchObject({
      status: 400,
      body: { code: 'access.bad-code' },
    });
  await request('DELETE', '/api/v2/me/sessions');
});

test('where the public address is https, the cookie of a session is bound to it', async () => {
  const behind = await startHouse([], { settings: { url: 'https://almanac.example' } });
  const { headers } = await behind.request('GET', behind.signInPath(), undefined, { authorization: '' });
  expect([headers['set-cookie']].flat()[0]).toMatch(
    /^__Host-almanac=alms_[\w-]{43}; HttpOnly; SameSite=Lax; Path=\/; Max-Age=2592000; Secure$/,
  );
  await behind.close();
});

const byLink = async (): Promise<Browser> => {
  const browser = browserOf();
  expect(await browser.get(house.signInPath())).toMatchObject({ status: 303, location: '/docs' });
  return browser;
};

test('a sign-in link begins a session like any other: it is listed, and ends as others do', async () => {
  const [one, two, three] = [await byLink(), await byLink(), await byLink()];
  expect(secretOf(one)).toMatch(/^alms_/);
  const { items } = (await as(secretOf(one), 'GET', '/api/v2/me/sessions')).body;
  expect(items).toHaveLength(3);
  await one.post('/account/end-session', { id: items.at(-1).id });
  await one.post('/account/sign-out-everywhere');
  forgetBearers();
  expect(await Promise.all([one, two, three].map((browser) => statusOf(secretOf(browser))))).toEqual([401, 401, 401]);
});

test('a new password and disabling end what a sign-in link began', async () => {
  const { browser: other } = await member('second@example.org', ['owner']);
  const changing = await byLink();
  await changing.post('/account/email', { email: 'owner@example.org' });
  const { searchParams } = await house.link('owner@example.org', 'address');
  await changing.post('/address', Object.fromEntries(searchParams));
  await changing.post('/account/password', { password: passphrase });
  forgetBearers();
  expect(await statusOf(secretOf(changing))).toBe(401);
  const disabled = await byLink();
  expect((await as(secretOf(other), 'POST', '/api/v2/members/owner/disable')).status).toBe(200);
  forgetBearers();
  expect(await statusOf(secretOf(disabled))).toBe(401);
  expect((await browserOf().get(house.signInPath())).status, 'a link for a member who is disabled').toBe(403);
  await as(secretOf(other), 'POST', '/api/v2/members/owner/enable');
  forgetBearers();
  expect(await statusOf(secretOf(disabled))).toBe(401);
});

test('a member who is enabled again signs in again: no old session, key, program or letter comes back', async () => {
  const { id, browser } = await member('cy@example.org', ['reader']);
  const { body: key } = await as(secretOf(browser), 'POST', '/api/v2/keys', { label: 'script' });
  await browserOf().post('/forgot', { email: 'cy@example.org' });
  const reset = Object.fromEntries((await house.link('cy@example.org', 'reset')).searchParams);
  const { body: job } = await request('POST', '/api/v2/members/services', { name: 'Job', roles: ['reader'] });
  const { body: jobs } = await request('POST', '/api/v2/keys', { label: 'job', member: job.id });
  const client = await register({ redirects: [], afterLogout: [], confidential: true, member: job.id, scopes: ['self:read'] });
  const { access_token: program } = await openid.clientCredentialsGrant(await config(client), { scope: 'self:read' });
  const at = await config(await register({}));
  const tokens = await (await authorize(at, 'openid offline_access self:read')).exchange();
  const secrets = [secretOf(browser), key.key, jobs.key, program, tokens.access_token];
  expect(await Promise.all(secrets.map(statusOf))).toEqual([200, 200, 200, 200, 200]);

  for (const deed of ['disable', 'enable'])
    for (const each of [id, job.id, ann]) expect((await request('POST', `/api/v2/members/${each}/${deed}`)).status).toBe(200);
  forgetBearers();
  expect(await Promise.all(secrets.map(statusOf))).toEqual([401, 401, 401, 401, 401]);
  await expect(openid.refreshTokenGrant(at, tokens.refresh_token ?? '')).rejects.toMatchObject({ error: 'invalid_grant' });
  expect((await browserOf().post('/reset', { ...reset, password: 'a whole new password' })).status).toBe(404);
  const { items } = (await request('GET', '/api/v2/keys?all=true')).body;
  expect(items.filter((each: { readonly id: string }) => [key.id, jobs.id].includes(each.id))).toEqual([]);
  const again = browserOf();
  expect((await again.post('/sign-in', { email: 'cy@example.org', password: passphrase })).status).toBe(303);
  expect(await statusOf(secretOf(again))).toBe(200);
  expect((await request('POST', `/api/v2/members/${id}/disable`)).status).toBe(200);
  expect((await request('POST', '/api/v2/keys', { label: 'x', member: job.id })).status, 'a key made after it').toBe(201);
});

test('a second factor is removed with the password and a code of it, or a recovery code', async () => {
  const { browser } = await member('dee@example.org', ['reader']);
  const started = await browser.post('/account/second-factor', { password: passphrase });
  const secret = /name="secret" value="(\w+)"/.exec(started.text)?.[1] ?? '';
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  const confirmed = await browser.post('/account/second-factor/confirm', { code: totp.generate(), secret });
  const [, recovery = ''] = /<code>([a-z2-9-]{29})<\/code>/.exec(confirmed.text) ?? [];
  expect((await browser.post('/account/second-factor/remove', { password: passphrase })).status).toBe(403);
  expect((await browser.post('/account/second-factor/remove', { password: passphrase, code: '000000' })).status).toBe(403);
  expect((await browser.post('/account/second-factor/remove', { password: 'wrong', code: recovery })).status).toBe(403);
  expect((await browser.post('/account/second-factor/remove', { password: passphrase, code: recovery })).status).toBe(303);
});

test('nobody asks everybody for a second factor without having one', async () => {
  const { browser } = await member('adi@example.org', ['admin']);
  const ask = () => as(secretOf(browser), 'PUT', '/api/v2/second-factor', { of: 'everybody' });
  expect((await ask()).body.code).toBe('identity.no-own-factor');
  expect((await request('PUT', '/api/v2/second-factor', { of: 'everybody' })).body.code).toBe('identity.no-own-factor');
});
