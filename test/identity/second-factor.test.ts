import { Secret, TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { shelf } from './shelf.ts';
import { passphrase, startHouse, forgetBearers } from './house.ts';

let ahead = 0;
const house = await startHouse([shelf], { clock: () => new Date(Date.now() + ahead) });
const { request, member, as } = house;

const secretOf = (cookies: ReadonlyMap<string, string>): string => cookies.get('almanac') ?? '';
const ask = (of: 'everybody' | 'nobody') => request('PUT', '/api/v2/second-factor', { of });
const reading = async (secret: string) => (await as(secret, 'GET', '/api/v2/notes')).status;

test('a workspace asks for a second factor: who has none may set one up, and nothing else, by whatever secret', async () => {
  const { browser, id } = await member('cas@example.org', ['editor']);
  const session = secretOf(browser.cookies);
  const { body: issued } = await as(session, 'POST', '/api/v2/keys', { label: 'a program' });
  const { body: service } = await request('POST', '/api/v2/members/services', { name: 'robot', roles: ['reader'] });
  const { body: robot } = await request('POST', '/api/v2/keys', { label: 'robot', member: service.id });
  expect([await reading(session), await reading(issued.key), await reading(robot.key)]).toEqual([200, 200, 200]);

  await house.ownFactor();
  expect((await ask('everybody')).status).toBe(200);
  forgetBearers();
  expect([await reading(session), await reading(issued.key), await reading(robot.key)]).toEqual([403, 403, 200]);
  const refused = await as(session, 'GET', '/api/v2/notes');
  expect(refused.body).toMatchObject({
    code: 'access.not-allowed',
    detail: 'This workspace asks for a second factor. Set one up at /account; until then nothing else is open to you.',
  });
  expect((await as(session, 'POST', '/api/v2/keys', { label: 'more' })).status, 'no key that may do more').toBe(409);
  expect((await request('GET', '/api/v2/me')).status, 'the token of the installation is nobody’s').toBe(200);
  const listed = await request('GET', '/api/v2/members');
  expect(listed.body.items).toContainEqual(expect.objectContaining({ id, hasSecondFactor: false }));

  const page = await browser.get('/account');
  expect(page.text).toContain('role="alert">This workspace asks for a second factor.');
  const started = await browser.post('/account/second-factor', { password: passphrase });
  const secret = /<code>([A-Z2-7 ]+)<\/code>/.exec(started.text)?.[1]?.replaceAll(' ', '') ?? '';
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + ahead });
  expect((await browser.post('/account/second-factor/confirm', { code, secret, uri: 'x' })).text).toContain('each works once');
  forgetBearers();
  expect([await reading(session), await reading(issued.key)]).toEqual([200, 200]);
  expect((await as(session, 'GET', '/api/v2/me')).body).toMatchObject({
    workspace: { needsSecondFactor: true },
    hasSecondFactor: true,
  });

  const late = await member('dee@example.org', ['reader']);
  expect(await reading(secretOf(late.browser.cookies)), 'who joins later is asked, too').toBe(403);
  expect((await ask('nobody')).status).toBe(200);
  forgetBearers();
  expect(await reading(secretOf(late.browser.cookies))).toBe(200);
});

test('a session ends three days after it was last used, and thirty days after it began', async () => {
  const day = 86_400_000;
  const idle = await member('eli@example.org', ['reader']);
  const used = await member('fay@example.org', ['reader']);
  const [left, kept] = [secretOf(idle.browser.cookies), secretOf(used.browser.cookies)];
  for (const days of [2, 4]) {
    ahead = days * day;
    forgetBearers();
    expect(await reading(kept)).toBe(200);
  }
  expect(await reading(left)).toBe(401);
  for (let days = 6.9; days < 30; days += 2.9) {
    ahead = days * day;
    forgetBearers();
    expect(await reading(kept), `day ${days}`).toBe(200);
  }
  ahead = 30.1 * day;
  forgetBearers();
  expect(await reading(kept), 'thirty days are the end').toBe(401);
});
