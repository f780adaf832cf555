import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { almanac } from '../cli/almanac.ts';
import { passphrase, startHouse } from './house.ts';
import { webBrowser } from './web-browser.ts';

const house = await startHouse();
const base = await house.listen();
const home = mkdtempSync(join(tmpdir(), 'almanac-login-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const env = { XDG_CONFIG_HOME: home };
const file = join(home, 'almanac/login.json');

const { id } = await house.member('ann@example.org', ['editor']);

/** What a person does in the browser when the terminal shows a code. */
const confirm = async (link: string, answer: 'allow' | 'deny') => {
  const browser = webBrowser(base);
  let page = await browser.go(link);
  page = await page.send({ email: 'ann@example.org', password: passphrase });
  page = await page.send(); // browsers send this one by themselves
  expect(page.text).toContain('Is it this code?');
  page = await page.send();
  expect(page.text).toContain('Let it act for you?');
  await page.send({ [answer]: 'yes' });
};

const login = async (answer: 'allow' | 'deny', ...more: readonly string[]) => {
  let asked: Promise<void> | undefined;
  const said = await almanac(['login', `${base}/`, ...more], {
    env,
    onErr: (text) => {
      const link = /Open (\S+)/.exec(text)?.[1];
      if (link !== undefined && text.includes('Waiting')) asked ??= confirm(link, answer);
    },
  });
  await asked;
  return said;
};

test('the command line signs in by a code that is confirmed in a browser', { timeout: 60_000 }, async () => {
  expect(await login('allow')).toMatchObject({ code: 0, out: expect.stringContaining('Signed in at') });
  expect(statSync(file).mode & 0o077, 'nobody else may read it').toBe(0);
  const me = await almanac(['whoami', '--json'], { env });
  expect(JSON.parse(me.out)).toMatchObject({ id, email: 'ann@example.org', roles: ['editor'], url: base });
});

test('a token that is over is exchanged, once, however many commands run at the same time', { timeout: 60_000 }, async () => {
  const before = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...before, until: 0 }));
  const all = await Promise.all([1, 2, 3, 4].map(() => almanac(['whoami', '--json'], { env, ownProcess: true })));
  expect(all.map(({ code, err }) => [code, err])).toEqual(all.map(() => [0, '']));
  const after = JSON.parse(readFileSync(file, 'utf8'));
  expect(after.refreshToken).not.toBe(before.refreshToken);
  writeFileSync(file, JSON.stringify({ ...after, until: 0 }));
  expect((await almanac(['whoami'], { env })).out).toContain('ann, editor in Home');
});

test('signing out ends the token there and removes it here', async () => {
  const { refreshToken } = JSON.parse(readFileSync(file, 'utf8'));
  expect(await almanac(['logout'], { env })).toMatchObject({ code: 0 });
  expect(await almanac(['whoami'], { env })).toMatchObject({ code: 3, err: expect.stringContaining('almanac login <url>') });
  const again = await fetch(`${base}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken, client_id: 'almanac-cli' }),
  });
  expect([again.status, await again.json()]).toMatchObject([400, { error: 'invalid_grant' }]);
  expect(await almanac(['logout'], { env })).toMatchObject({ code: 2, err: expect.stringContaining('Nobody is signed in.') });
});

test('a sign-in can be narrowed to some rights', { timeout: 60_000 }, async () => {
  expect(await login('allow', '--scope', 'self:read', 'graph:read')).toMatchObject({ code: 0 });
  expect(JSON.parse((await almanac(['whoami', '--json'], { env })).out).rights).toEqual(['graph:read', 'self:read']);
  expect(await almanac(['logout'], { env })).toMatchObject({ code: 0 });
  expect(await almanac(['login', base, '--scope', 'nonsense'], { env })).toMatchObject({
    code: 2,
    err: expect.stringContaining('"nonsense" is not a right'),
  });
});

test('a code that is refused signs nobody in, and an address where nobody answers is said', { timeout: 60_000 }, async () => {
  expect(await login('deny')).toMatchObject({ code: 2, err: expect.stringContaining('The code was not confirmed.') });
  expect(await almanac(['login', 'http://127.0.0.1:9'], { env })).toMatchObject({ code: 3 });
  expect(await almanac(['login', 'nonsense'], { env })).toMatchObject({ code: 2 });
});
