import { expect, test } from 'vitest';
import { readConfig } from '#platform/config';

test('without any setting Almanac listens on this machine alone and keeps its data in the clone', () => {
  const config = readConfig({});
  expect(config).toEqual({
    dataFolder: expect.stringMatching(/[\\/]\.almanac$/),
    host: '127.0.0.1',
    port: 3000,
    logLevel: 'info',
  });
});

test('every setting is read, and spaces around it do not matter', () => {
  expect(
    readConfig({ ALMANAC_DATA: '/data', DATABASE_URL: ' postgres://a:b@c/d ', HOST: '::1', PORT: '0', LOG_LEVEL: 'DEBUG' }),
  ).toEqual({
    dataFolder: '/data',
    databaseUrl: 'postgres://a:b@c/d',
    host: '::1',
    port: 0,
    logLevel: 'debug',
  });
});

test('a master key is 32 bytes as base64, and a wrong one is not quoted', () => {
  const ALMANAC_MASTER_KEY = Buffer.alloc(32, 7).toString('base64');
  expect(readConfig({ ALMANAC_MASTER_KEY }).masterKey?.bytes).toEqual(Buffer.alloc(32, 7));
  for (const wrong of ['secret', `${ALMANAC_MASTER_KEY}AAAA`, 'ä'.repeat(43)])
    expect(() => readConfig({ ALMANAC_MASTER_KEY_BEFORE: wrong })).toThrow(
      /^ALMANAC_MASTER_KEY_BEFORE must be 32 random bytes as base64, as `openssl rand -base64 32` prints them\.$/,
    );
});

test('an empty setting counts as not set', () => {
  expect(readConfig({ ALMANAC_DATA: '', DATABASE_URL: '', HOST: '', PORT: '', LOG_LEVEL: '' })).toEqual(readConfig({}));
});

test('all settings that make no sense are named at once, without quoting a password', () => {
  const read = () =>
    readConfig({ DATABASE_URL: 'mysql://me:secret@host/db', HOST: 'http://host', PORT: '70000', LOG_LEVEL: 'loud' });
  expect(read).toThrow(
    [
      'DATABASE_URL must be like postgres://user:password@host:5432/database.',
      'HOST must be a host name or an address, without a port.',
      'PORT must be a whole number from 0 to 65535.',
      'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent.',
    ].join('\n'),
  );
});

test.each(['-1', '3.5', '0x10', '1e3', 'http'])('%s is no port', (PORT) => {
  expect(() => readConfig({ PORT })).toThrow('PORT must be');
});

test('who may call and who stands in front is read as lists, each item of which makes sense', () => {
  const { origins, trustedProxies, url, redisUrl, smtp, mailFrom } = readConfig({
    ALMANAC_ORIGINS: 'https://app.example, http://localhost:5173',
    ALMANAC_TRUSTED_PROXIES: 'loopback,10.0.0.0/8, 2001:db8::/32',
    ALMANAC_URL: 'https://almanac.example/',
    REDIS_URL: 'redis://127.0.0.1:6379',
    ALMANAC_SMTP: 'smtp://user:secret@mail.example:587',
    ALMANAC_MAIL_FROM: 'Almanac <almanac@example.org>',
  });
  expect(origins).toEqual(['https://app.example', 'http://localhost:5173']);
  expect(trustedProxies).toEqual(['loopback', '10.0.0.0/8', '2001:db8::/32']);
  expect([url, redisUrl]).toEqual(['https://almanac.example', 'redis://127.0.0.1:6379']);
  expect([smtp, mailFrom]).toEqual(['smtp://user:secret@mail.example:587', 'Almanac <almanac@example.org>']);
});

test.each([
  ['ALMANAC_ORIGINS', ['*', 'https://app.example/path', 'app.example', 'https://app.example,*']],
  ['ALMANAC_TRUSTED_PROXIES', ['*', 'proxy.example', '0.0.0.0/0', '::/0', '10.0.0.0/33', '10.0.0.1/8/9', '0.0.0.0/x']],
  ['ALMANAC_URL', ['almanac.example', 'https://almanac.example/path', 'ftp://almanac.example']],
  ['REDIS_URL', ['127.0.0.1:6379', 'http://127.0.0.1']],
  ['ALMANAC_SMTP', ['mail.example', 'http://mail.example']],
  ['ALMANAC_MAIL_FROM', ['nobody', 'a@b.org\nbcc: c@d.org']],
])('%s is refused where it makes no sense', (name, wrong) => {
  for (const value of wrong) expect(() => readConfig({ [name]: value }), value).toThrow(new RegExp(`^${name} must be `));
});

test('contexts and peers are named, and a peer needs a token', () => {
  const split = { CONTEXTS: 'deals, customers', PEERS: 'inventory=http://10.0.0.5:3000', PEER_TOKEN: 'almp_x' };
  expect(readConfig(split)).toMatchObject({
    contexts: ['deals', 'customers'],
    peers: { inventory: { url: 'http://10.0.0.5:3000', token: 'almp_x' } },
  });
  const PEERS = 'inventory=http://10.0.0.5:3000, analytics=http://10.0.0.6:3000';
  expect(readConfig({ ...split, PEERS, PEER_TOKEN: 'analytics=almp_a, inventory=almp_i' })).toMatchObject({
    peers: { inventory: { token: 'almp_i' }, analytics: { url: 'http://10.0.0.6:3000', token: 'almp_a' } },
  });
  const howTo = 'almanac token --peer <name of this process> --contexts inventory';
  expect(() => readConfig({ ...split, PEERS, PEER_TOKEN: 'analytics=almp_a' })).toThrow(howTo);
  expect(() => readConfig({ ...split, PEER_TOKEN: 'alm_an-owner' })).toThrow(howTo);
  expect(() => readConfig({ ...split, PEER_TOKEN: '' })).toThrow('PEER_TOKEN');
  for (const PEERS of ['inventory', 'inventory=ftp://x', '=http://x', 'inventory=http://x/path'])
    expect(() => readConfig({ ...split, PEERS }), PEERS).toThrow('PEERS must be');
  expect(() => readConfig({ CONTEXTS: 'Deals!' })).toThrow('CONTEXTS must be');
});
