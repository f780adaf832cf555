import { Secret, TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { type Browser, passphrase, startHouse, forgetBearers } from './house.ts';

const house = await startHouse();
const { member, as } = house;
const secretOf = ({ cookies }: Browser): string => cookies.get('almanac') ?? '';
const signIn = (browser: Browser, email: string, password = passphrase) => browser.post('/sign-in', { email, password });
const me = async (browser: Browser) => (await as(secretOf(browser), 'GET', '/api/v2/me')).status;

await member('ann@example.org', ['editor']);

test('a person signs in by address and password, in any spelling of the address, and out again', async () => {
  const browser = house.browser();
  expect(await signIn(browser, ' ANN@example.org ')).toMatchObject({ status: 303, location: '/account' });
  expect(await me(browser)).toBe(200);
  expect((await browser.get('/account')).text).toContain('ann@example.org');
  const secret = secretOf(browser);
  expect(await browser.post('/sign-out')).toMatchObject({ status: 303, location: '/sign-in' });
  expect(browser.cookies.has('almanac')).toBe(false);
  forgetBearers();
  expect((await as(secret, 'GET', '/api/v2/me')).status).toBe(401);
});

test('signing in anew ends the session that the browser had', async () => {
  const browser = house.browser();
  await signIn(browser, 'ann@example.org');
  const before = secretOf(browser);
  await signIn(browser, 'ann@example.org');
  forgetBearers();
  expect(await me(browser)).toBe(200);
  expect((await as(before, 'GET', '/api/v2/me')).status).toBe(401);
});

test('a wrong address and a wrong password get the same answer', async () => {
  const wrongName = await signIn(house.browser('10.0.0.1'), 'nobody@example.org');
  const wrongPassword = await signIn(house.browser('10.0.0.1'), 'ann@example.org', 'wrong');
  expect(wrongName.status).toBe(403);
  expect(wrongPassword.status).toBe(403);
  const without = (text: string) => text.replaceAll(/value="[^"]*"/g, '');
  expect(without(wrongName.text)).toBe(without(wrongPassword.text));
});

test('after sign-in a browser goes on to where it wanted, on this server only', async () => {
  const to = async (next: string) =>
    (await house.browser().post('/sign-in', { email: 'ann@example.org', password: passphrase, next })).location;
  expect(await to('/docs')).toBe('/docs');
  for (const elsewhere of ['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)', '/\u0009/evil'])
    expect(await to(elsewhere)).toBe('/account');
});

test('another site cannot have a browser sign in, out, or change an account', async () => {
  const browser = house.browser();
  await signIn(browser, 'ann@example.org');
  for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }, {}])
    for (const path of ['/sign-in', '/sign-out', '/account/email', '/join', '/forgot'])
      expect((await browser.post(path, { email: 'eve@example.org', password: 'x' }, headers)).status, path).toBe(403);
  expect(await me(browser)).toBe(200);
});

test('cookies are out of reach of scripts and other sites, and bound to the host over TLS', async () => {
  const { headers } = await house.server.inject({
    method: 'POST',
    url: '/sign-in',
    payload: `email=ann%40example.org&password=${encodeURIComponent(passphrase)}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
  });
  const set = [headers['set-cookie'] ?? []].flat();
  expect(set).toHaveLength(2);
  for (const line of set) expect(line).toMatch(/; HttpOnly; SameSite=Lax; Path=\/; Max-Age=\d+$/);
  expect(headers['cache-control']).toBe('no-store');
});

test('guessing is slowed down, and does not lock out whoever has signed in before', async () => {
  await member('victim@example.org', ['reader']);
  const own = house.browser('10.1.0.1');
  await signIn(own, 'victim@example.org');
  const statuses: number[] = [];
  for (let n = 0; n < 8; n++) statuses.push((await signIn(house.browser('10.1.0.2'), 'victim@example.org', `guess ${n}`)).status);
  expect(statuses).toEqual([403, 403, 403, 403, 403, 403, 429, 429]);
  expect((await signIn(house.browser('10.1.0.2'), 'victim@example.org')).status, 'the right one, from there').toBe(429);

  for (let n = 0; n < 60; n++) await signIn(house.browser(`10.2.0.${n}`), 'victim@example.org', 'guess');
  expect((await signIn(house.browser('10.3.0.1'), 'victim@example.org')).status, 'from a browser nobody knows').toBe(429);
  expect((await signIn(own, 'victim@example.org')).status, 'from a browser that has signed in before').toBe(303);
});

test('many guesses at once are counted like one after the other', async () => {
  await member('quick@example.org', ['reader']);
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, n) => signIn(house.browser('10.4.0.1'), 'quick@example.org', `guess ${n}`)),
  );
  expect(answers.filter(({ status }) => status === 403)).toHaveLength(6);
});

test('a forgotten password is replaced by a letter, once, and every session ends', async () => {
  await member('bob@example.org', ['reader']);
  const before = house.browser();
  await signIn(before, 'bob@example.org');
  const asked = await house.browser().post('/forgot', { email: 'Bob@example.org' });
  const unknown = await house.browser().post('/forgot', { email: 'nobody@example.org' });
  expect([asked.status, asked.text]).toEqual([unknown.status, unknown.text]);
  const { searchParams } = await house.link('bob@example.org', 'reset');
  const fields = Object.fromEntries(searchParams);
  const weak = await house.browser().post('/reset', { ...fields, password: '1234567890' });
  expect([weak.status, weak.text.includes('among the commonest')]).toEqual([400, true]);
  expect((await house.browser().post('/reset', { ...fields, password: 'a whole new password' })).status).toBe(303);
  expect((await house.browser().post('/reset', { ...fields, password: 'and another password' })).status).toBe(404);
  forgetBearers();
  expect(await me(before)).toBe(401);
  expect((await signIn(house.browser(), 'bob@example.org')).status).toBe(403);
  expect((await signIn(house.browser(), 'bob@example.org', 'a whole new password')).status).toBe(303);
  expect(house.letters.some(({ to }) => to === 'nobody@example.org')).toBe(false);
});

test('a password is changed by whoever knows the present one, and ends all sessions', async () => {
  const { browser } = await member('cy@example.org', ['reader']);
  const wrong = await browser.post('/account/password', { present: 'no', password: 'a whole new password' });
  expect([wrong.status, wrong.text.includes('The present password is wrong.')]).toEqual([403, true]);
  expect(await browser.post('/account/password', { present: passphrase, password: 'a whole new password' })).toMatchObject({
    location: '/sign-in',
  });
  forgetBearers();
  expect(await me(browser)).toBe(401);
});

test('a second factor is asked for, each code once; a recovery code helps out, once', async () => {
  const { id, browser } = await member('dee@example.org', ['reader']);
  expect((await browser.post('/account/second-factor', { password: 'wrong' })).status).toBe(403);
  const started = await browser.post('/account/second-factor', { password: passphrase });
  const secret = /name="secret" value="(\w+)"/.exec(started.text)?.[1] ?? '';
  const code = (offset = 0) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + offset * 30_000 });
  expect((await browser.post('/account/second-factor/confirm', { code: '000000', secret })).status).toBe(409);
  const confirmed = await browser.post('/account/second-factor/confirm', { code: code(-1), secret });
  const recovery = [...confirmed.text.matchAll(/<code>([a-z2-9-]{29})<\/code>/g)].map(([, each]) => each ?? '');
  expect(recovery).toHaveLength(10);

  const enter = async (given: string) => {
    const next = house.browser();
    const { text } = await signIn(next, 'dee@example.org');
    expect(next.cookies.has('almanac'), 'the password alone is not enough').toBe(false);
    const ticket = /name="ticket" value="([^"]+)"/.exec(text)?.[1] ?? '';
    return { next, ticket, ...(await next.post('/sign-in/code', { ticket, code: given })) };
  };
  const now = code();
  const entered = await enter(now);
  expect(entered).toMatchObject({ status: 303, location: '/account' });
  expect((await as(secretOf(entered.next), 'GET', '/api/v2/me')).body).toMatchObject({ id, hasSecondFactor: true });
  expect((await enter(now)).status, 'the same code again').toBe(403);
  expect((await enter(code(-1))).status, 'an earlier code').toBe(403);
  const helped = await enter(recovery[0] ?? '');
  expect(helped.status).toBe(303);
  expect((await enter(recovery[0] ?? '')).status, 'a recovery code twice').toBe(403);
  expect((await helped.next.post('/sign-in/code', { ticket: helped.ticket, code: code(1) })).status, 'a ticket twice').toBe(404);

  const remove = (fields: object) => helped.next.post('/account/second-factor/remove', { password: passphrase, ...fields });
  expect((await remove({ password: 'wrong', code: recovery[1] })).status).toBe(403);
  expect((await remove({ code: recovery[0] })).status, 'a used code').toBe(403);
  expect((await remove({ code: recovery[1] })).status).toBe(303);
  expect((await signIn(house.browser(), 'dee@example.org')).location).toBe('/account');
});

test('codes of the second factor cannot be guessed at leisure', async () => {
  const { browser } = await member('fay@example.org', ['reader']);
  const secret =
    /name="secret" value="(\w+)"/.exec((await browser.post('/account/second-factor', { password: passphrase })).text)?.[1] ?? '';
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
  await browser.post('/account/second-factor/confirm', { code, secret });
  const guesser = house.browser('10.5.0.1');
  const ticket = /name="ticket" value="([^"]+)"/.exec((await signIn(guesser, 'fay@example.org')).text)?.[1] ?? '';
  const statuses: number[] = [];
  for (let n = 0; n < 8; n++) statuses.push((await guesser.post('/sign-in/code', { ticket, code: `${100_000 + n}` })).status);
  expect(statuses.slice(-2)).toEqual([429, 429]);
});

test('a member who is disabled cannot sign in, and learns no more than others', async () => {
  const { id } = await member('gus@example.org', ['reader']);
  await house.request('POST', `/api/v2/members/${id}/disable`);
  expect((await signIn(house.browser('10.6.0.1'), 'gus@example.org')).status).toBe(403);
});

test('signing out ends the session of a sign-in link, and not the token in the data folder', async () => {
  const browser = house.browser();
  await browser.get(house.signInPath());
  const secret = secretOf(browser);
  expect((await as(secret, 'GET', '/api/v2/me')).body).toMatchObject({ id: 'owner' });
  await browser.post('/sign-out');
  forgetBearers();
  expect((await as(secret, 'GET', '/api/v2/me')).status).toBe(401);
  expect((await house.request('GET', '/api/v2/me')).status).toBe(200);
});

test('neither passwords nor secrets nor addresses stand in the log', () => {
  const logged = house.logged();
  for (const secret of [passphrase, 'a whole new password', 'ann@example.org', 'bob@example.org', 'alms_', 'almt_', 'almb_'])
    expect(logged).not.toContain(secret);
});
