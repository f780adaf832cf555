import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { rightsFrom } from '#identity/domain/role';
import { authenticator } from './authenticator.ts';
import { type Browser, passphrase, startHouse } from './house.ts';

const origin = 'http://localhost:3000';
const house = await startHouse([], { settings: { url: origin } });
const { member, as } = house;
const secretOf = ({ cookies }: Browser): string => cookies.get('almanac') ?? '';
const { id: ann, browser: own } = await member('ann@example.org', ['editor']);

const begin = async (browser: Browser, path: string, fields = {}) => JSON.parse((await browser.post(path, fields)).text);
const add = async (browser: Browser, device: ReturnType<typeof authenticator>, more = {}) => {
  const options = await begin(browser, '/account/passkeys/begin', { password: passphrase });
  return browser.post('/account/passkeys', { label: 'My phone', response: device.create(options, { origin, ...more }) });
};
const signIn = async (device: ReturnType<typeof authenticator>, more = {}, browser = house.browser()) => {
  const options = await begin(browser, '/sign-in/passkey/begin');
  return { browser, ...(await browser.post('/sign-in/passkey', { response: device.get(options, { origin, ...more }) })) };
};

const phone = authenticator();

test('a person adds a passkey, after giving the password, and signs in with it alone', async () => {
  expect((await own.post('/account/passkeys/begin', { password: 'wrong' })).status).toBe(403);
  expect(await add(own, phone)).toMatchObject({ status: 303, location: '/account' });
  expect((await own.get('/account')).text).toContain('My phone');
  const entered = await signIn(phone);
  expect(entered).toMatchObject({ status: 303, location: '/account' });
  expect((await as(secretOf(entered.browser), 'GET', '/api/v2/me')).body).toMatchObject({ id: ann });
});

test('an answer counts once', async () => {
  const browser = house.browser();
  const options = await begin(browser, '/sign-in/passkey/begin');
  const response = phone.get(options, { origin });
  expect((await browser.post('/sign-in/passkey', { response })).status).toBe(303);
  expect((await house.browser().post('/sign-in/passkey', { response })).status).toBe(403);
});

test.each([
  ['for another site', { origin: 'https://evil.example' }],
  ['to another question', { challenge: 'bm90IGFza2Vk' }],
  ['without verifying who holds the device', { verified: false }],
  ['with a counter that went back: a copy', { counter: 1 }],
  ['signed with another key', { key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey }],
])('an answer %s lets nobody in', async (_, more) => {
  const { status, text, browser } = await signIn(phone, more);
  expect([status, text.includes('This passkey was not accepted.')]).toEqual([403, true]);
  expect(browser.cookies.has('almanac')).toBe(false);
});

test('a passkey that nobody has added, and an answer that is none, let nobody in', async () => {
  expect((await signIn(authenticator())).status).toBe(403);
  for (const response of ['', '{}', '[]', 'null', '{"id":7}', `{"id":"${'x'.repeat(15_000)}"}`])
    expect((await house.browser().post('/sign-in/passkey', { response })).status, response.slice(0, 20)).toBe(403);
});

test('a passkey is not added for another site, nor to a question that somebody else was asked', async () => {
  expect((await add(own, authenticator(), { origin: 'https://evil.example' })).status).toBe(403);
  const { browser: bob } = await member('bob@example.org', ['reader']);
  const options = await begin(bob, '/account/passkeys/begin', { password: passphrase });
  expect(
    (await own.post('/account/passkeys', { label: 'x', response: authenticator().create(options, { origin }) })).status,
  ).toBe(403);
});

test('where a second factor is set, a passkey stands for both', async () => {
  const { browser } = await member('cy@example.org', ['reader']);
  const key = authenticator();
  await add(browser, key);
  await browser.post('/account/second-factor', { password: passphrase });
  expect((await signIn(key)).location).toBe('/account');
});

test('where a second factor is asked for, a password alone is none beside a passkey: the passkey is', async () => {
  const { browser, id } = await member('di@example.org', ['reader']);
  const key = authenticator();
  await add(browser, key);
  await house.ownFactor();
  await house.request('PUT', '/api/v2/second-factor', { of: 'everybody' });
  const entering = { email: 'di@example.org', password: passphrase };
  const alone = house.browser();
  const refused = await alone.post('/sign-in', entering);
  expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('Please sign in with your passkey.')]);
  expect(alone.cookies.has('almanac')).toBe(false);
  const entered = await signIn(key);
  expect((await as(secretOf(entered.browser), 'GET', '/api/v2/me')).body).toMatchObject({ id, rights: rightsFrom(['reader']) });
  await house.request('PUT', '/api/v2/second-factor', { of: 'nobody' });
  expect((await house.browser().post('/sign-in', entering)).location).toBe('/account');
});

test('a passkey that is removed, or of a member who is kept out, lets nobody in', async () => {
  const { id, browser } = await member('dee@example.org', ['reader']);
  const [one, two] = [authenticator(), authenticator()];
  await add(browser, one);
  await add(browser, two);
  const { items } = (await as(secretOf(browser), 'GET', '/api/v2/me/passkeys')).body;
  expect(items).toHaveLength(2);
  expect((await own.post('/account/passkeys/remove', { id: items[0].id })).status, 'of somebody else').toBe(404);
  expect((await browser.post('/account/passkeys/remove', { id: items[0].id })).status, 'without the password').toBe(403);
  expect((await browser.post('/account/passkeys/remove', { id: items[0].id, password: passphrase })).status).toBe(303);
  expect((await signIn(one)).status).toBe(403);
  expect((await signIn(two)).status).toBe(303);
  await house.request('POST', `/api/v2/members/${id}/disable`);
  expect((await signIn(two)).status).toBe(403);
});
