import { expect, test } from 'vitest';
import { startApp, type TestApp } from '#testing/app';
import { shelf } from './rest-shelf.ts';

const direct = await startApp([shelf]);
const behind = await startApp([shelf], { settings: { trustedProxies: ['10.0.0.0/8'], url: 'https://almanac.example' } });

/** So many calls with a wrong token from one address, each saying that it comes from another. */
const wrong = async ({ server }: TestApp, remoteAddress: string, forwarded: (call: number) => string, calls = 35) => {
  const statuses: number[] = [];
  for (let call = 0; call < calls; call++) {
    const headers = { authorization: `Bearer alm_${'x'.repeat(43)}`, 'x-forwarded-for': forwarded(call) };
    statuses.push((await server.inject({ url: '/api/v2/books', remoteAddress, headers })).statusCode);
  }
  return statuses;
};

test('without a proxy that is trusted, nobody gets around a limit by saying to be somebody else', async () => {
  expect((await wrong(direct, '192.0.2.1', (call) => `198.51.100.${call}`)).at(-1)).toBe(429);
});

test('behind a proxy that is trusted, each client is counted for itself', async () => {
  expect(new Set(await wrong(behind, '10.1.2.3', (call) => `198.51.100.${call}`))).toEqual(new Set([401]));
  expect((await wrong(behind, '10.1.2.3', () => '203.0.113.9')).at(-1)).toBe(429);
});

test('what a client puts before the word of the proxy does not count', async () => {
  expect((await wrong(behind, '10.1.2.3', (call) => `198.51.100.${call}, 203.0.113.10`)).at(-1)).toBe(429);
});

test('somebody who comes past the proxy is believed nothing', async () => {
  expect((await wrong(behind, '192.0.2.7', (call) => `198.51.100.${call}`)).at(-1)).toBe(429);
});

test('where the public address is https, browsers stay there, and only a cookie that is bound to it counts', async () => {
  const send = (cookie: string) => behind.server.inject({ url: '/docs', remoteAddress: '192.0.2.8', headers: { cookie } });
  expect((await send(`almanac=${behind.token}`)).statusCode).toBe(401);
  const { headers, statusCode } = await send(`__Host-almanac=${behind.token}`);
  expect(statusCode).toBe(200);
  expect(headers['strict-transport-security']).toBe('max-age=31536000');
  const plain = await direct.request('GET', '/health');
  expect(plain.headers['strict-transport-security']).toBeUndefined();
});

test('every answer carries what keeps a page in its place', async () => {
  const { headers } = await behind.request('GET', '/api/v2/books');
  expect(headers).toMatchObject({
    'content-security-policy': expect.stringMatching(/default-src 'none'.*base-uri 'none'.*frame-ancestors 'none'/),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'x-frame-options': 'SAMEORIGIN',
  });
});
