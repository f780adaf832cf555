import { expect, test } from 'vitest';
import { isServer } from '#platform/config';
import { entranceOf } from '../../src/entrance.ts';
import { passphrase, startHouse } from './house.ts';

const url = 'https://almanac.example';
const config = { dataFolder: '', host: '127.0.0.1', port: 0, logLevel: 'info', url } as const;
const ann = { name: 'Ann', email: 'ann@example.org', password: passphrase };

test('what others may reach is a server', () => {
  expect(isServer({ host: '127.0.0.1' }) || isServer({ host: '::1' }) || isServer({ host: 'localhost' })).toBe(false);
  expect(isServer({ host: '0.0.0.0' }) && isServer({ host: '10.0.0.7' }) && isServer({ host: '127.0.0.1', url })).toBe(true);
});

test('a new server is set up by the link that it prints, once; from then on its owner signs in like everybody', async () => {
  const house = await startHouse();
  const [first, second] = [await entranceOf(house, config), await entranceOf(house, config)];
  expect([first.what, second.what]).toEqual(['set it up', 'set it up']);
  const ticket = new URL(second.path, url).searchParams.get('ticket') ?? '';
  const browser = house.browser();
  expect((await browser.get(second.path)).text).toContain('You own this installation.');

  const weak = await browser.post('/set-up', { ...ann, ticket, password: 'password12' });
  expect([weak.status, weak.text]).toEqual([400, expect.stringContaining('value="ann@example.org"')]);
  const wrong = await browser.post('/set-up', { ...ann, ticket: `almt_${'x'.repeat(43)}` });
  expect([wrong.status, wrong.text]).toEqual([404, expect.stringContaining('A new one is printed when the server starts.')]);
  const both = await Promise.all([1, 2].map(() => house.browser().post('/set-up', { ...ann, ticket })));
  expect(new Set(both.map(({ status }) => status)), 'of two at once, one').toEqual(new Set([303, 404]));

  const entered = house.browser();
  expect((await entered.post('/sign-in', { email: ann.email, password: passphrase })).location).toBe('/account');
  expect((await entered.get('/account')).text).toContain('<h1>Ann</h1>');
  const session = entered.cookies.get('almanac') ?? '';
  expect((await house.as(session, 'GET', '/api/v2/me')).body).toMatchObject({ id: 'owner', name: 'Ann', rights: ['*'] });
  const earlier = new URL(first.path, url).searchParams.get('ticket') ?? '';
  expect((await browser.post('/set-up', { ...ann, email: 'eve@example.org', ticket: earlier })).status).toBe(404);
  expect(await entranceOf(house, config)).toMatchObject({ what: 'sign in', path: '/sign-in' });
  expect(house.logged()).not.toContain(ticket);
});

test('the token of the set-up may be given; it is asked for and not printed, and ends after a day', async () => {
  let ahead = 0;
  const house = await startHouse([], { clock: () => new Date(Date.now() + ahead) });
  const given = 'a-token-of-my-own-choice';
  const entrance = await entranceOf(house, { ...config, setUpToken: given });
  expect(entrance).toEqual({ what: 'set it up', path: '/set-up', term: '(with ALMANAC_SETUP_TOKEN, once)' });
  const browser = house.browser();
  expect((await browser.get('/set-up')).text).toContain('name="ticket"');
  ahead = 86_400_000;
  expect((await browser.post('/set-up', { ...ann, ticket: given })).status).toBe(404);
  await entranceOf(house, { ...config, setUpToken: given });
  expect((await browser.post('/set-up', { ...ann, ticket: given })).location).toBe('/account');
});

test('nobody but the owner makes such a link: whoever has it becomes the owner', async () => {
  const house = await startHouse();
  const { browser } = await house.member('adi@example.org', ['admin']);
  const session = browser.cookies.get('almanac') ?? '';
  const asked = await house.as(session, 'POST', '/api/call/identity.beginSetUp', {});
  expect([asked.status, asked.body.code]).toEqual([403, 'access.not-allowed']);
  expect((await house.request('POST', '/api/call/identity.beginSetUp', {})).body.ticket).toMatch(/^almt_/);
});

test('people change the name that others see', async () => {
  const house = await startHouse();
  const { browser, id } = await house.member('bob@example.org', ['reader']);
  expect((await browser.post('/account/name', { name: 'Robert' })).location).toBe('/account');
  expect((await house.request('GET', '/api/v2/members')).body.items).toContainEqual(
    expect.objectContaining({ id, name: 'Robert' }),
  );
  expect((await browser.post('/account/name', { name: ' ' })).status).toBe(400);
});
