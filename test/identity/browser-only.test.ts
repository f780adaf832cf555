import * as openid from 'openid-client';
import { expect, test } from 'vitest';
import { everyRight, rightsFrom } from '#identity/domain/role';
import { forgetBearers, passphrase, startHouse } from './house.ts';
import { startPrograms } from './programs.ts';
import { shelf } from './shelf.ts';
import { webBrowser } from './web-browser.ts';

let ahead = 0;
const minutes = 60_000;
const house = await startHouse([shelf], { clock: () => new Date(Date.now() + ahead) });
const { request, member, as } = house;
const { base, register, config, authorize, signedIn } = await startPrograms(house);
const secretOf = ({ cookies }: { readonly cookies: ReadonlyMap<string, string> }): string => cookies.get('almanac') ?? '';
const cli = await config({ id: 'almanac-cli' });

/** What stood in a page that a form of it is sent with. */
const hiddenIn = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]));

/** A client that keeps cookies and signs each request with a token, as an attacker with a leaked key would. */
const withToken = (token: string) => {
  const cookies = new Map<string, string>();
  return async (path: string, form?: Readonly<Record<string, string>>) => {
    const answer = await fetch(new URL(path, base), {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: {
        authorization: `Bearer ${token}`,
        'sec-fetch-site': 'same-origin',
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
      ...(form && { body: new URLSearchParams(form) }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const text = await answer.text();
    const refresh = /http-equiv="refresh" content="0;url=([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
    return { status: answer.status, location: answer.headers.get('location') ?? refresh ?? '', text };
  };
};

test('neither a key nor an access token gets through the pages on which people let programs act', async () => {
  const { browser } = await member('key@example.org', ['editor']);
  const { body } = await as(secretOf(browser), 'POST', '/api/v2/keys', { label: 'leaked', scopes: ['self:write'] });
  const { exchange } = await authorize(await config(await register({})), 'openid self:write');
  for (const token of [body.key, (await exchange()).access_token]) {
    const device = await openid.initiateDeviceAuthorization(cli, { scope: 'openid offline_access *' });
    const send = withToken(token);
    let page = await send(`/oauth/device?user_code=${device.user_code}`);
    page = await send('/oauth/device', { ...hiddenIn(page.text), user_code: device.user_code });
    page = await send('/oauth/device', { ...hiddenIn(page.text), user_code: device.user_code, confirm: 'yes' });
    for (let step = 0; step < 9 && page.location !== ''; step++) page = await send(page.location);
    expect([page.status, page.text.includes('Let it act for you?')]).toEqual([403, false]);
    expect((await send('/oauth/step/whatever', { allow: 'yes' })).status).toBe(403);
    expect((await send(`/oauth/authorize?client_id=almanac-cli`)).status).toBe(403);
  }
  const cookie = { cookie: `almanac=${body.key}`, authorization: '' };
  const inCookie = await request('GET', '/oauth/device', undefined, cookie);
  expect([inCookie.status, inCookie.headers['location']], 'a key in the cookie is no session').toEqual([
    303,
    expect.stringContaining('/sign-in?next='),
  ]);
});

test('neither a key nor a program changes credentials; a session does for ten minutes after the sign-in', async () => {
  const { browser } = await member('bee@example.org', ['editor']);
  const session = secretOf(browser);
  const { body: full } = await as(session, 'POST', '/api/v2/keys', { label: 'all' });
  const { exchange } = await authorize(await config(await register({})), 'openid self:write self:read');
  const { access_token: program } = await exchange();
  const attempts = [
    ['PUT', '/api/v2/me/password', { password: 'quite another one', present: passphrase }],
    ['PUT', '/api/v2/me/email', { email: 'eve@example.org', password: passphrase }],
    ['POST', '/api/v2/me/second-factor', { password: passphrase }],
    ['PUT', '/api/v2/me/second-factor', { code: '000000' }],
    ['DELETE', '/api/v2/me/second-factor'],
    ['POST', '/api/v2/me/passkeys/start', { password: passphrase }],
    ['POST', '/api/v2/me/passkeys', { label: 'x', response: '{}' }],
    ['DELETE', '/api/v2/me/passkeys/x'],
    ['POST', '/api/v2/keys', { label: 'x', scopes: ['self:write'] }],
  ] as const;
  for (const secret of [full.key, program])
    for (const [method, path, body] of attempts)
      expect((await as(secret, method, path, body)).body?.code, `${method} ${path}`).toBe('identity.session-needed');
  const { body: owners } = await request('POST', '/api/v2/keys', { label: 'all' });
  expect((await as(owners.key, 'POST', '/api/v2/clients', { label: 'x', redirects: ['https://a.example/'] })).body.code).toBe(
    'identity.session-needed',
  );
  ahead = 11 * minutes;
  for (const [method, path, body] of attempts)
    expect((await as(session, method, path, body)).body?.code, `${method} ${path}, late`).toBe('identity.sign-in-again');
  const page = await browser.post('/account/second-factor', { password: passphrase });
  expect([page.status, page.location]).toEqual([303, '/sign-in?next=/account&again=yes']);
  expect((await as(session, 'PUT', '/api/v2/me/name', { name: 'Bee' })).status, 'a name is no credential').toBe(200);
  ahead = 0;
});

test('what a program may do ends with the session in which it was allowed, however that ends', async () => {
  const at = await config(await register({}));
  const scope = 'openid offline_access self:read';
  for (const path of ['/sign-out', '/account/sign-out-everywhere', '/account/password']) {
    const { browser, exchange } = await authorize(at, scope);
    const tokens = await exchange();
    expect((await as(tokens.access_token, 'GET', '/api/v2/me')).status).toBe(200);
    const other = await (await authorize(at, scope)).exchange();
    await browser.go(path, path.endsWith('password') ? { present: passphrase, password: passphrase } : {});
    forgetBearers();
    expect((await as(tokens.access_token, 'GET', '/api/v2/me')).status, path).toBe(401);
    await expect(openid.refreshTokenGrant(at, tokens.refresh_token ?? '')).rejects.toMatchObject({ error: 'invalid_grant' });
    if (path === '/sign-out')
      expect((await as(other.access_token, 'GET', '/api/v2/me')).status, 'allowed in another session').toBe(200);
  }
});

test('signing in again in the same browser keeps what programs were allowed in it', async () => {
  const at = await config(await register({}));
  const { browser, exchange } = await authorize(at, 'openid offline_access self:read');
  const { access_token: token } = await exchange();
  const again = await (await browser.go('/sign-in')).send({ email: 'ann@example.org', password: passphrase });
  expect(again.url).toBe(`${base}/account`);
  forgetBearers();
  expect((await as(token, 'GET', '/api/v2/me')).status).toBe(200);
  await browser.go('/sign-out', {});
  forgetBearers();
  expect((await as(token, 'GET', '/api/v2/me')).status).toBe(401);
});

const deviceConsent = async (scope: string, browser = webBrowser(base)) => {
  const device = await openid.initiateDeviceAuthorization(cli, { scope });
  let page = await browser.go(device.verification_uri_complete ?? '');
  if (page.url.includes('/sign-in')) page = await page.send({ email: 'ann@example.org', password: passphrase });
  if (page.text.includes('op.deviceInputForm') || page.text.includes('name="xsrf"')) page = await page.send();
  return { device, confirm: page };
};

test('the command line is let do what its member may, by name, but neither credentials nor the installation', async () => {
  const { device, confirm } = await deviceConsent('openid offline_access *');
  expect(confirm.text).toContain('The request came from the address 127.0.0.1');
  const consent = await confirm.send();
  expect(consent.text).toContain('The command line almanac');
  expect(consent.text).toContain('The request came from the address 127.0.0.1');
  expect(consent.text).toContain('except change credentials or run the installation');
  expect(consent.text).toContain('change notes and their links');
  expect(consent.text).not.toContain('members and their access');
  await consent.send({ allow: 'yes' });
  const { access_token: token } = await openid.pollDeviceAuthorizationGrant(cli, device);
  expect((await as(token, 'GET', '/api/v2/me')).body.rights).toEqual(rightsFrom(['editor']));
  expect((await as(token, 'POST', '/api/v2/keys', { label: 'x' })).body.code).toBe('identity.session-needed');
});

test('of an owner the command line gets every right by name, and not the installation', async () => {
  const { browser } = await member('head@example.org', ['owner']);
  const own = webBrowser(base);
  await (await own.go('/sign-in')).send({ email: 'head@example.org', password: passphrase });
  const { device, confirm } = await deviceConsent('openid *', own);
  await (await confirm.send()).send({ allow: 'yes' });
  const { access_token: token } = await openid.pollDeviceAuthorizationGrant(cli, device);
  const { rights } = (await as(token, 'GET', '/api/v2/me')).body;
  expect(rights).toEqual(everyRight.filter((right) => right !== '*' && right !== 'platform:read'));
  expect((await as(secretOf(browser), 'GET', '/api/v2/me')).body.rights).toEqual(['*']);
});

test('a program gets nothing that its person does not hold, also when the person is given it later', async () => {
  const { id } = await member('kim@example.org', ['reader']);
  const kim = webBrowser(base);
  await (await kim.go('/sign-in')).send({ email: 'kim@example.org', password: passphrase });
  const at = await config(await register({}));
  const { exchange } = await authorize(at, 'openid self:read identity:read', kim);
  const { access_token: token, scope } = await exchange();
  expect(scope).toBe('openid self:read');
  await request('PUT', `/api/v2/members/${id}/roles`, { roles: ['reader', 'admin'] });
  forgetBearers();
  expect((await as(token, 'GET', '/api/v2/me')).body.rights).toEqual(['self:read']);
});

test('codes of devices cannot be guessed at leisure', async () => {
  const browser = await signedIn();
  const answers: number[] = [];
  for (let n = 0; n < 8; n++)
    answers.push((await (await browser.go('/oauth/device')).send({ user_code: `AAAA-AAA${'BCDFGHJK'[n]}` })).status);
  expect(answers.filter((status) => status === 200).length).toBeLessThanOrEqual(6);
  expect(answers.slice(-2)).toEqual([429, 429]);
});
