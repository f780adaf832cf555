import * as openid from 'openid-client';
import { expect, test } from 'vitest';
import { startHouse, forgetBearers } from './house.ts';
import { back, startPrograms } from './programs.ts';
import { webBrowser } from './web-browser.ts';

const house = await startHouse();
const { request, as } = house;
const { base, ann, register, config, signedIn, authorize } = await startPrograms(house);

test('openid-client, unchanged, does discovery, code with PKCE, user info, refresh, revocation and logout', async () => {
  const at = await config(await register({}));
  expect(at.serverMetadata()).toMatchObject({
    issuer: base,
    code_challenge_methods_supported: ['S256'],
    response_types_supported: ['code'],
    device_authorization_endpoint: `${base}/oauth/device/authorize`,
  });
  const { browser, exchange } = await authorize(at, 'openid profile email offline_access graph:read');
  const tokens = await exchange();
  expect(tokens.expires_in).toBeLessThanOrEqual(600);
  expect(tokens.claims()).toMatchObject({ sub: `home/${ann}`, iss: base });
  expect(await openid.fetchUserInfo(at, tokens.access_token, `home/${ann}`)).toMatchObject({
    name: 'ann',
    email: 'ann@example.org',
  });
  expect((await as(tokens.access_token, 'GET', '/api/v2/me')).status, 'a right that was not given').toBe(403);

  const refreshed = await openid.refreshTokenGrant(at, tokens.refresh_token ?? '');
  expect(refreshed.access_token).not.toBe(tokens.access_token);
  expect(await openid.fetchUserInfo(at, refreshed.access_token, `home/${ann}`)).toMatchObject({ name: 'ann' });

  await openid.tokenRevocation(at, refreshed.refresh_token ?? '');
  forgetBearers();
  expect((await as(refreshed.access_token, 'GET', '/api/v2/me')).status, 'after revocation').toBe(401);
  await expect(openid.refreshTokenGrant(at, refreshed.refresh_token ?? '')).rejects.toMatchObject({ error: 'invalid_grant' });

  const logout = openid.buildEndSessionUrl(at, { post_logout_redirect_uri: `${back}/out`, id_token_hint: tokens.id_token ?? '' });
  const asked = await browser.go(logout.href);
  expect(asked.text).toContain('Sign out?');
  expect((await asked.send({ logout: 'yes' })).url).toBe(`${back}/out`);
  forgetBearers();
  expect((await browser.go('/account')).url, 'signed out here too').toContain('/sign-in');
});

test('an access token opens what was agreed to, and no more than the member may', async () => {
  const at = await config(await register({}));
  const { exchange } = await authorize(at, 'openid self:read graph:read identity:write');
  const { access_token: token } = await exchange();
  expect((await as(token, 'GET', '/api/v2/me')).body.rights).toEqual(['graph:read', 'self:read']);
  expect((await as(token, 'POST', '/api/v2/members', { email: 'x@example.org', roles: ['reader'] })).status).toBe(403);
});

test('a refresh token that is used again kills its family within a second; a lost answer may be asked for again', async () => {
  const at = await config(await register({}));
  const { exchange } = await authorize(at, 'openid offline_access self:read');
  const first = (await exchange()).refresh_token ?? '';

  const lost = await openid.refreshTokenGrant(at, first);
  const again = await openid.refreshTokenGrant(at, first);
  expect((await as(again.access_token, 'GET', '/api/v2/me')).status).toBe(200);
  const next = await openid.refreshTokenGrant(at, again.refresh_token ?? '');
  expect((await as(next.access_token, 'GET', '/api/v2/me')).status).toBe(200);

  // Whoever holds the answer that was lost is not the client.
  await expect(openid.refreshTokenGrant(at, lost.refresh_token ?? '')).rejects.toMatchObject({ error: 'invalid_grant' });
  forgetBearers();
  for (const { access_token: token } of [lost, again, next]) expect((await as(token, 'GET', '/api/v2/me')).status).toBe(401);
  await expect(openid.refreshTokenGrant(at, next.refresh_token ?? '')).rejects.toMatchObject({ error: 'invalid_grant' });
});

test('a refresh token is not exchanged again once its successor has been used', async () => {
  const at = await config(await register({}));
  const { exchange } = await authorize(at, 'openid offline_access self:read');
  const first = (await exchange()).refresh_token ?? '';
  const second = await openid.refreshTokenGrant(at, first);
  const third = await openid.refreshTokenGrant(at, second.refresh_token ?? '');
  await expect(openid.refreshTokenGrant(at, first)).rejects.toMatchObject({ error: 'invalid_grant' });
  await expect(openid.refreshTokenGrant(at, third.refresh_token ?? '')).rejects.toMatchObject({ error: 'invalid_grant' });
});

test('a code is exchanged once, also when twenty try at the same time', async () => {
  const at = await config(await register({}));
  const { exchange } = await authorize(at, 'openid');
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, exchange));
  expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(1);
});

test('without PKCE, with another address to go back to, or for a client that is not known, nobody gets a code', async () => {
  const client = await register({});
  const browser = await signedIn();
  const ask = (fields: Record<string, string>) =>
    browser.go(
      `/oauth/authorize?${new URLSearchParams({ client_id: client.id, response_type: 'code', scope: 'openid', redirect_uri: back, ...fields }).toString()}`,
    );
  expect((await ask({})).url).toContain('error=invalid_request');
  expect(await ask({ redirect_uri: 'https://evil.example/' })).toMatchObject({ status: 400 });
  expect(await ask({ client_id: 'nobody' })).toMatchObject({ status: 400 });
  const plain = await ask({ code_challenge: 'x'.repeat(43), code_challenge_method: 'plain' });
  expect(plain.url).toContain('error=invalid_request');
});

test('a client cannot ask for more than it is registered for', async () => {
  const client = await register({ scopes: ['graph:read'] });
  const browser = await signedIn();
  const challenge = await openid.calculatePKCECodeChallenge(openid.randomPKCECodeVerifier());
  const at = await config(client);
  for (const scope of ['openid graph:write', 'openid *']) {
    const address = openid.buildAuthorizationUrl(at, {
      redirect_uri: back,
      scope,
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
    expect(new URL((await browser.go(address.href)).url).searchParams.get('error'), scope).toBe('invalid_scope');
  }
});

test('saying no gives no code', async () => {
  const at = await config(await register({}));
  const browser = await signedIn();
  const challenge = await openid.calculatePKCECodeChallenge(openid.randomPKCECodeVerifier());
  const address = openid.buildAuthorizationUrl(at, {
    redirect_uri: back,
    scope: 'openid',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  });
  const refused = await (await browser.go(address.href)).send({ deny: 'yes' });
  expect(new URL(refused.url).searchParams.get('error')).toBe('access_denied');
});

test('a client of another workspace is let nothing do', async () => {
  await request('POST', '/api/v2/workspaces', { id: 'acme', name: 'Acme', email: 'head@acme.example' });
  const { searchParams } = await house.link('head@acme.example', 'join');
  const head = webBrowser(base);
  await (await head.go(`/join?${searchParams.toString()}`)).send({ name: 'Head', password: 'quite another password' });
  const at = await config(await register({}));
  const challenge = await openid.calculatePKCECodeChallenge(openid.randomPKCECodeVerifier());
  const address = openid.buildAuthorizationUrl(at, {
    redirect_uri: back,
    scope: 'openid',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  });
  expect(new URL((await head.go(address.href)).url).searchParams.get('error')).toBe('access_denied');
});

test('a service account signs in by client credentials, with its own rights', async () => {
  const { body } = await request('POST', '/api/v2/members/services', { name: 'Job', roles: ['auditor'] });
  const client = await register({ redirects: [], afterLogout: [], confidential: true, member: body.id });
  const at = await config(client);
  const { access_token: token } = await openid.clientCredentialsGrant(at, { scope: 'identity:read self:read' });
  expect((await as(token, 'GET', '/api/v2/me')).body).toMatchObject({ id: body.id, rights: ['identity:read', 'self:read'] });
  expect(await openid.tokenIntrospection(at, token)).toMatchObject({ active: true, client_id: client.id });
  const wrong = await config({ ...client, secret: `almc_${'x'.repeat(43)}` });
  await expect(openid.clientCredentialsGrant(wrong)).rejects.toMatchObject({ status: 401 });
  await request('POST', `/api/v2/members/${body.id}/disable`);
  forgetBearers();
  expect((await as(token, 'GET', '/api/v2/me')).status).toBe(401);
});

test('a device signs in by a code that a person confirms', async () => {
  const at = await config({ id: 'almanac-cli' });
  const device = await openid.initiateDeviceAuthorization(at, { scope: 'openid offline_access *' });
  const browser = await signedIn();
  const wrong = await (await browser.go('/oauth/device')).send({ user_code: 'AAAA-AAAA' });
  expect(wrong.text).toContain('This code is wrong');
  const confirm = await (await browser.go('/oauth/device')).send({ user_code: device.user_code });
  expect(confirm.text).toContain(device.user_code);
  const consent = await confirm.send();
  expect(consent.text).toContain('do what you may do, except');
  expect((await consent.send({ allow: 'yes' })).text).toContain('is signed in');
  const tokens = await openid.pollDeviceAuthorizationGrant(at, device);
  expect((await as(tokens.access_token, 'GET', '/api/v2/me')).body).toMatchObject({ id: ann, roles: ['editor'] });
});

test('clients are described soundly, or refused', async () => {
  const code = async (body: object) => (await request('POST', '/api/v2/clients', { label: 'x', ...body })).body.code;
  for (const redirect of [
    'http://example.org/',
    'javascript:alert(1)',
    'https://*.example.org/',
    'https://example.org/#x',
    'https://a@b.example/',
  ])
    expect(await code({ redirects: [redirect] }), redirect).toBe('identity.bad-redirect');
  expect(await code({})).toBe('identity.client-without-use');
  expect(await code({ member: ann, confidential: true })).toBe('identity.no-service');
});
