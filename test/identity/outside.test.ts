import { Secret, TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { passphrase, startHouse } from './house.ts';
import { webBrowser } from './web-browser.ts';

// Another Almanac is the outside provider: a real one, which openid-client speaks to as to any other.
const there = await startHouse();
const provider = await there.listen();
const { body: client } = await there.request('POST', '/api/v2/clients', {
  label: 'The Almanac here',
  redirects: ['http://127.0.0.1:9/sign-in/outside/back'],
  confidential: true,
});
const here = await startHouse([], {
  settings: { url: 'http://127.0.0.1:9' },
  outside: { issuer: provider, clientId: client.id, clientSecret: client.secret },
});
const base = await here.listen();

await there.member('ann@example.org', ['reader']);
await there.member('stranger@example.org', ['reader']);
const { id: ann } = await here.member('ann@example.org', ['editor'], 'only known in this place');

/** Signs in there as somebody, on the way from here, and comes back with what the provider answers. */
const goThere = async (email: string, browser = webBrowser(base, provider)) => {
  let page = await browser.go('/sign-in/outside');
  if (page.url.includes('/sign-in')) page = await page.send({ email, password: passphrase });
  if (page.text.includes('Let it act for you?')) page = await page.send({ allow: 'yes' });
  expect(page.url, page.text).toMatch(/^http:\/\/127\.0\.0\.1:9\/sign-in\/outside\/back\?/);
  return { browser, back: new URL(page.url) };
};

test('a member signs in with the outside provider, by the address that it has confirmed, and later by the account', async () => {
  expect((await webBrowser(base).go('/sign-in')).text).toContain(`Sign in with ${new URL(provider).host}`);
  const { browser, back } = await goThere('ann@example.org');
  const page = await browser.go(back.pathname + back.search);
  expect(page).toMatchObject({ url: `${base}/account`, status: 200 });
  expect(page.text).toContain('ann@example.org');
  await here.request('PUT', '/api/v2/me/email', { email: 'owner@example.org' });
  const again = await goThere('ann@example.org');
  expect((await again.browser.go(again.back.pathname + again.back.search)).url).toBe(`${base}/account`);
});

test('the accounts of the provider are listed, and a link is removed by its member', async () => {
  const browser = here.browser();
  await browser.post('/sign-in', { email: 'ann@example.org', password: 'only known in this place' });
  const secret = browser.cookies.get('almanac') ?? '';
  const list = async () => (await here.as(secret, 'GET', '/api/v2/me/outside-accounts')).body.items;
  const [account] = await list();
  expect(account).toEqual({ issuer: provider, subject: expect.stringMatching(/^home\//) });
  expect((await browser.get('/account')).text).toContain(account.subject);
  expect((await here.request('DELETE', `/api/v2/me/outside-accounts?${new URLSearchParams(account).toString()}`)).status).toBe(
    404,
  );
  expect((await browser.post('/account/outside/remove', account)).location).toBe('/account');
  expect(await list()).toEqual([]);
});

test('an answer counts once, in the browser that asked, and unchanged', async () => {
  const { browser, back } = await goThere('ann@example.org');
  const stolen = await webBrowser(base).go(back.pathname + back.search);
  expect(stolen.status, 'in another browser').toBe(404);
  const changed = new URL(back);
  changed.searchParams.set('code', 'x'.repeat(43));
  expect((await browser.go(changed.pathname + changed.search)).status, 'with another code').toBe(403);
  expect((await browser.go(back.pathname + back.search)).status, 'a second time').toBe(404);
});

test('somebody whom the provider knows and the workspace does not is not let in', async () => {
  const { browser, back } = await goThere('stranger@example.org');
  const page = await browser.go(back.pathname + back.search);
  expect([page.status, page.text.includes('Nobody with this account belongs to the workspace.')]).toEqual([403, true]);
});

test('a second factor that is set here is asked for all the same', async () => {
  const browser = here.browser();
  await browser.post('/sign-in', { email: 'ann@example.org', password: 'only known in this place' });
  const { text } = await browser.post('/account/second-factor', { password: 'only known in this place' });
  const secret = Secret.fromBase32(/name="secret" value="(\w+)"/.exec(text)?.[1] ?? '');
  const code = (offset: number) => new TOTP({ secret }).generate({ timestamp: Date.now() + offset * 30_000 });
  await browser.post('/account/second-factor/confirm', { code: code(-1), secret: secret.base32 });
  const { browser: other, back } = await goThere('ann@example.org');
  const asked = await other.go(back.pathname + back.search);
  expect(asked.text).toContain('One more step');
  expect((await asked.send({ code: code(0) })).url).toBe(`${base}/account`);
});

test('a member who is disabled is not let in', async () => {
  await here.request('POST', `/api/v2/members/${ann}/disable`);
  const { browser, back } = await goThere('ann@example.org');
  expect((await browser.go(back.pathname + back.search)).status).toBe(403);
});

test('where no provider is set there is nothing to begin with', async () => {
  const { status, text } = await there.browser().get('/sign-in/outside');
  expect([status, text.includes('No outside provider is set here.')]).toEqual([404, true]);
});
