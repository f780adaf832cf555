import * as openid from 'openid-client';
import { expect, test } from 'vitest';
import { type Browser, passphrase, startHouse } from './house.ts';
import { startPrograms } from './programs.ts';
import { webBrowser } from './web-browser.ts';

const house = await startHouse();
const { request, member, as } = house;
const { base, register, config, authorize } = await startPrograms(house);
const secretOf = ({ cookies }: Browser): string => cookies.get('almanac') ?? '';
const emailOf = async (browser: Browser): Promise<string> => (await as(secretOf(browser), 'GET', '/api/v2/me')).body.email;
const fieldsOf = (link: URL) => Object.fromEntries(link.searchParams);

test('an address changes by a letter to the new one, confirmed by its member, once', async () => {
  const { browser } = await member('old@example.org', ['reader']);
  const asked = await browser.post('/account/email', { email: 'new@example.org', password: passphrase });
  expect([asked.status, asked.text.includes('A letter is on its way')]).toEqual([200, true]);
  expect(await emailOf(browser)).toBe('old@example.org');
  const link = await house.link('new@example.org', 'address');
  const { browser: other } = await member('other@example.org', ['reader']);
  expect((await other.post('/address', fieldsOf(link))).status, 'somebody else').toBe(404);
  expect((await house.browser().post('/address', fieldsOf(link))).location, 'nobody').toContain('/sign-in?next=');
  expect((await browser.get(link.pathname + link.search)).text).toContain('Confirm the address');
  expect(await emailOf(browser), 'to look at the page changes nothing').toBe('old@example.org');
  expect((await browser.post('/address', fieldsOf(link))).location).toBe('/account');
  expect(await emailOf(browser)).toBe('new@example.org');
  expect((await browser.post('/address', fieldsOf(link))).status, 'a second time').toBe(404);
  expect((await house.browser().post('/sign-in', { email: 'new@example.org', password: passphrase })).status).toBe(303);
});

test('claiming an address of somebody else does not keep that person from being invited', async () => {
  const { browser } = await member('eve@example.org', ['reader']);
  await browser.post('/account/email', { email: 'victim@example.org', password: passphrase });
  const link = await house.link('victim@example.org', 'address');
  expect((await request('POST', '/api/v2/members', { email: 'victim@example.org', roles: ['reader'] })).status).toBe(201);
  const late = await browser.post('/address', fieldsOf(link));
  expect([late.status, await emailOf(browser)]).toEqual([409, 'eve@example.org']);
});

test('programs learn of an address whether a letter has confirmed it', async () => {
  const at = await config(await register({}));
  const { exchange } = await authorize(at, 'openid email');
  const { access_token: invited } = await exchange();
  expect(await openid.fetchUserInfo(at, invited, openid.skipSubjectCheck)).toMatchObject({ email_verified: true });

  const { ticket } = (await request('POST', '/api/call/identity.beginSetUp', {})).body;
  const own = webBrowser(base);
  await (await own.go(`/set-up?ticket=${ticket}`)).send({ name: 'Own', email: 'own@example.org', password: passphrase });
  const { access_token: claimed } = await (await authorize(at, 'openid email', own)).exchange();
  expect(await openid.fetchUserInfo(at, claimed, openid.skipSubjectCheck)).toMatchObject({
    email: 'own@example.org',
    email_verified: false,
  });
  await request('PUT', '/api/v2/me/email', { email: 'own@example.org', password: passphrase });
  const link = await house.link('own@example.org', 'address');
  expect((await own.go('/address', fieldsOf(link))).url).toBe(`${base}/account`);
  expect(await openid.fetchUserInfo(at, claimed, openid.skipSubjectCheck)).toMatchObject({ email_verified: true });
});
