import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { type JWTHeaderParameters, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import * as openid from 'openid-client';
import { expect, test } from 'vitest';
import { passphrase, startHouse } from './house.ts';
import { webBrowser } from './web-browser.ts';

const house = await startHouse();
const base = await house.listen();
const { id: ann } = await house.member('ann@example.org', ['editor']);
const back = 'http://127.0.0.1:9/back';
const { body: client } = await house.request('POST', '/api/v2/clients', {
  label: 'A program',
  redirects: [back],
  afterLogout: [back],
});

/** An ID token as the provider really issues it, and the provider's public key. */
const genuine = async (): Promise<string> => {
  const at = await openid.discovery(new URL(base), client.id, undefined, openid.None(), {
    execute: [openid.allowInsecureRequests],
  });
  const verifier = openid.randomPKCECodeVerifier();
  const address = openid.buildAuthorizationUrl(at, {
    redirect_uri: back,
    scope: 'openid',
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  const consent = await (await webBrowser(base).go(address.href)).send({ email: 'ann@example.org', password: passphrase });
  const { url } = await consent.send({ allow: 'yes' });
  return (await openid.authorizationCodeGrant(at, new URL(url), { pkceCodeVerifier: verifier })).id_token ?? '';
};
const idToken = await genuine();
const [header = '', payload = '', signature = ''] = idToken.split('.');
const keys: { readonly keys: readonly Readonly<Record<string, string>>[] } = JSON.parse(
  await (await fetch(`${base}/oauth/jwks`)).text(),
);
const published = keys.keys[0] ?? {};

const { privateKey: evil, publicKey: evilPublic } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const now = Math.floor(Date.now() / 1000);
const claims: JWTPayload = { sub: `home/${ann}`, iss: base, aud: client.id, iat: now, exp: now + 600, scope: '*', jti: 'x' };
const sign = (more: Partial<JWTHeaderParameters> = {}, changed: JWTPayload = {}, key: KeyObject = evil) =>
  new SignJWT({ ...claims, ...changed }).setProtectedHeader({ alg: 'RS256', kid: published['kid'] ?? '', ...more }).sign(key);
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const hmac = (head: object, secret: string) => {
  const text = `${encode(head)}.${encode(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
};
const jwk = evilPublic.export({ format: 'jwk' });

const forgeries: Readonly<Record<string, string>> = {
  'without a signature (none)': new UnsecuredJWT(claims).encode(),
  'with the algorithm None in another spelling': `${encode({ alg: 'nOnE' })}.${encode(claims)}.`,
  'with the signature stripped': `${header}.${payload}.`,
  'with the signature and the dot stripped': `${header}.${payload}`,
  'with a changed payload': `${header}.${encode({ ...claims, sub: 'home/owner' })}.${signature}`,
  'signed with the public key as an HMAC secret (HS/RS confusion)': hmac(
    { alg: 'HS256', kid: published['kid'] },
    JSON.stringify(published),
  ),
  'signed with an empty HMAC secret': hmac({ alg: 'HS256' }, ''),
  'signed with the client id as an HMAC secret': hmac({ alg: 'HS256' }, client.id),
  'signed by another key': await sign(),
  'with a key of its own in the header (jwk)': await sign({ jwk }),
  'with an address of keys in the header (jku)': await sign({ jku: `${base}/evil.json` }),
  'with an address of a certificate (x5u)': await sign({ x5u: 'https://evil.example/cert.pem' }),
  'with a certificate of its own (x5c)': await sign({ x5c: ['MIIB'] }),
  'with a kid that leads to a file': await sign({ kid: '../../../../dev/null' }),
  'with a kid that is SQL': await sign({ kid: "x' union select 'key' --" }),
  'with a kid that is long': await sign({ kid: 'x'.repeat(5_000) }),
  'with a critical header that nobody knows (crit)': `${encode({ alg: 'RS256', crit: ['x-unknown'], 'x-unknown': true })}.${payload}.${signature}`,
  'that has expired': await sign({}, { exp: now - 600 }),
  'that is not good yet': await sign({}, { nbf: now + 600 }),
  'for another audience': await sign({}, { aud: 'https://other.example' }),
  'from another issuer': await sign({}, { iss: 'https://evil.example' }),
  'of an unknown type': await sign({ typ: 'application/evil' }),
  'that is five parts (JWE)': `${encode({ alg: 'dir', enc: 'A256GCM' })}..AAAA.BBBB.CCCC`,
  'that is no JSON': 'bm90.anNvbg.c2ln',
  'of dots': '....',
  'of a megabyte of dots': '.'.repeat(7_000),
};

let asked = 0;
/** Each time from another address: the number of wrong tokens from one is limited. */
const api = async (token: string): Promise<number> => {
  const remoteAddress = `10.0.${++asked >> 8}.${asked & 255}`;
  const headers = { authorization: `Bearer ${token}` };
  return (await house.server.inject({ method: 'GET', url: '/api/v2/me', remoteAddress, headers })).statusCode;
};
const form = (path: string, fields: Record<string, string>) =>
  fetch(base + path, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });

test.each(Object.entries(forgeries))('a token %s opens nothing', async (_, forged) => {
  expect(await api(forged)).toBe(401);
  const info = await fetch(`${base}/oauth/userinfo`, { headers: { authorization: `Bearer ${forged}` } });
  expect(info.status).toBe(401);
  const assertion = await form('/oauth/token', {
    grant_type: 'client_credentials',
    client_id: client.id,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: forged,
  });
  expect([400, 401]).toContain(assertion.status);
  const refresh = await form('/oauth/token', { grant_type: 'refresh_token', client_id: client.id, refresh_token: forged });
  expect([400, 401]).toContain(refresh.status);
});

test.each(Object.entries(forgeries).filter(([name]) => !/expired|not good yet|megabyte/.test(name)))(
  'as a hint at whom to sign out, a token %s is refused',
  async (_, forged) => {
    const query = new URLSearchParams({ id_token_hint: forged, post_logout_redirect_uri: back });
    const { status } = await fetch(`${base}/oauth/logout?${query.toString()}`, { redirect: 'manual' });
    expect(status).toBe(400);
  },
);

test('the genuine token is taken as a hint, and still opens no API: it says who signed in, not what may be done', async () => {
  const query = new URLSearchParams({ id_token_hint: idToken, post_logout_redirect_uri: back });
  expect((await fetch(`${base}/oauth/logout?${query.toString()}`, { redirect: 'manual' })).status).toBe(200);
  expect(await api(idToken)).toBe(401);
});

test('a key that was changed in one place, cut or padded opens nothing, and is no failure of ours', async () => {
  const { body } = await house.request('POST', '/api/v2/keys', { label: 'real' });
  const key: string = body.key;
  expect(await api(key)).toBe(200);
  const flipped = key.slice(0, -2) + (key.at(-2) === 'A' ? 'B' : 'A') + key.slice(-1);
  for (const wrong of [
    flipped,
    key.slice(0, -1),
    `${key}A`,
    key.toUpperCase(),
    key.replace('almk_', 'alms_'),
    key.slice(5),
    `almk_`,
    'almk_%00',
    `${key}%00`,
  ])
    expect(await api(wrong), wrong).toBe(401);
});

test('the keys that tokens are signed with are published without their secret half', () => {
  for (const key of keys.keys) {
    expect(Object.keys(key)).not.toEqual(expect.arrayContaining(['d']));
    expect(key).toMatchObject({ kty: 'RSA', use: 'sig', alg: 'RS256' });
  }
});
