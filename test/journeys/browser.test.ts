import { createServer } from 'node:http';
import { type AddressInfo, createServer as createSocket } from 'node:net';
import * as openid from 'openid-client';
import { Secret, TOTP } from 'otpauth';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { entranceOf } from '../../src/entrance.ts';
import { type House, passphrase, startHouse } from '../identity/house.ts';

/** A port that nobody listens at: a passkey belongs to an address that is known before. */
const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const socket = createSocket().listen(0, '127.0.0.1', () => {
      const { port } = socket.address() as AddressInfo;
      socket.close(() => resolve(port));
    });
  });

const executablePath = inject('chromium');
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
];

describe.runIf(executablePath !== undefined)('in a browser', { timeout: 60_000 }, async () => {
  const url = `http://localhost:${await freePort()}`;
  const port = Number(new URL(url).port);
  let house: House;
  let browser: Browser;
  beforeAll(async () => {
    house = await startHouse([], { settings: { url, port } });
    await house.listen();
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: quiet });
  });
  afterAll(() => browser.close());

  /** A page in a browser of its own, and what it complained of: refused styles and scripts, failures. */
  const visit = async (): Promise<{ readonly context: BrowserContext; readonly page: Page; readonly complaints: string[] }> => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) complaints.push(message.text());
    });
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.setDefaultTimeout(15_000);
    return { context, page, complaints };
  };
  const signIn = async (page: Page, email: string, password = passphrase) => {
    await page.goto(`${url}/sign-in`);
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  };
  const signOut = (page: Page) => page.getByRole('button', { name: 'Sign out', exact: true }).click();

  test('the owner sets a new server up, signs out, and in again', async () => {
    const { page, complaints } = await visit();
    const { path } = await entranceOf(house, { dataFolder: '', host: '127.0.0.1', port, logLevel: 'info', url });
    await page.goto(url + path);
    expect(await page.locator('main').evaluate('(main) => getComputedStyle(main).maxWidth'), 'the style sheet is there').not.toBe(
      'none',
    );
    await page.getByLabel('Your name').fill('Olga');
    await page.getByLabel('E-mail').fill('olga@example.org');
    await page.getByLabel('New password').fill('password12');
    await page.getByRole('button', { name: 'Set up' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('among the commonest');
    expect(await page.getByLabel('E-mail').inputValue(), 'what was typed stays').toBe('olga@example.org');
    await page.getByLabel('New password').fill(passphrase);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/account');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Olga');
    await signOut(page);
    await page.waitForURL('**/sign-in');
    await signIn(page, 'olga@example.org', 'not the password');
    expect(await page.getByRole('alert').first().textContent()).toBe('The address or the password is wrong.');
    await signIn(page, 'olga@example.org');
    await page.waitForURL('**/account');
    expect(complaints).toEqual([]);
  });

  test('a member adds a passkey, and comes in with it alone', async () => {
    await house.member('pia@example.org', ['reader']);
    const { context, page, complaints } = await visit();
    const devices = await context.newCDPSession(page);
    await devices.send('WebAuthn.enable');
    await devices.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await signIn(page, 'pia@example.org');
    await page.waitForURL('**/account');
    await page.getByText('Add a passkey').first().click();
    await page.getByLabel('A name for it').fill('This laptop');
    await page.getByLabel('Your password, to add one').fill(passphrase);
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByText('This laptop, since').waitFor();
    await signOut(page);
    await page.waitForURL('**/sign-in');
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.waitForURL('**/account');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('pia');
    expect(complaints).toEqual([]);
  });

  test('a member sets a second factor up, and is asked for it', async () => {
    await house.member('tom@example.org', ['reader']);
    const { page, complaints } = await visit();
    await signIn(page, 'tom@example.org');
    await page.getByText('Ask for codes from an authenticator app').click();
    await page.getByLabel('Your password, to set one up').fill(passphrase);
    await page.getByRole('button', { name: 'Set up an authenticator app' }).click();
    const key = (await page.locator('main code').first().textContent())?.replaceAll(' ', '') ?? '';
    const codes = new TOTP({ secret: Secret.fromBase32(key) });
    await page.getByLabel('The code that it shows').fill(codes.generate());
    await page.getByRole('button', { name: 'Go on' }).click();
    const recovery = await page.locator('.good code').allTextContents();
    expect(recovery).toHaveLength(10);
    await signOut(page);
    await page.waitForURL('**/sign-in');
    await signIn(page, 'tom@example.org');
    await page.getByLabel('Code from your authenticator app').fill(recovery[0] ?? '');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.waitForURL('**/account');
    expect(complaints).toEqual([]);
  });

  test('a program asks, the member agrees and sees it under the account, and ends it', async () => {
    const { port: backPort, close } = await new Promise<{ readonly port: number; readonly close: () => void }>((resolve) => {
      const server = createServer((_, answer) => answer.end('back')).listen(0, '127.0.0.1', () =>
        resolve({ port: (server.address() as AddressInfo).port, close: () => void server.close() }),
      );
    });
    afterAll(close);
    const back = `http://127.0.0.1:${backPort}/back`;
    const client = { label: 'A calendar', redirects: [back], scopes: ['self:read'] };
    const { id } = (await house.request('POST', '/api/v2/clients', client)).body;
    await house.member('uma@example.org', ['reader']);
    const at = await openid.discovery(new URL(url), id, undefined, openid.None(), { execute: [openid.allowInsecureRequests] });
    const verifier = openid.randomPKCECodeVerifier();
    const address = openid.buildAuthorizationUrl(at, {
      redirect_uri: back,
      scope: 'openid offline_access self:read',
      prompt: 'consent',
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    const { page, complaints } = await visit();
    await page.goto(address.href);
    await page.getByLabel('E-mail').fill('uma@example.org');
    await page.getByLabel('Password').fill(passphrase);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('button', { name: 'Allow', exact: true }).waitFor(); // a page that leads on stands between
    expect(await page.locator('main').textContent()).toContain('It may do so for ninety days');
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await page.waitForURL(`${back}?**`);
    const tokens = await openid.authorizationCodeGrant(at, new URL(page.url()), { pkceCodeVerifier: verifier });
    const authorization = { authorization: `Bearer ${tokens.access_token}` };
    expect((await house.request('GET', '/api/v2/me', undefined, authorization)).body.name).toBe('uma');

    await page.goto(`${url}/account`);
    const listed = page.getByRole('listitem').filter({ hasText: 'A calendar: go on while you are away' });
    await listed.getByRole('button', { name: 'End it' }).click();
    await page.getByText('A calendar').waitFor({ state: 'detached' });
    await expect
      .poll(async () => (await house.request('GET', '/api/v2/me', undefined, authorization)).status, { timeout: 3_000 })
      .toBe(401);
    expect(complaints).toEqual([]);
  });

  test('the reference shows the operations, and lets whoever reads it sign out', async () => {
    await house.member('vic@example.org', ['reader']);
    const { page, complaints } = await visit();
    await signIn(page, 'vic@example.org');
    await page.goto(`${url}/docs`);
    await page.getByText('Tells who you are').first().waitFor();
    await signOut(page);
    await page.waitForURL('**/sign-in');
    expect((await page.goto(`${url}/docs`))?.status()).toBe(401);
    expect(complaints).toEqual([]);
  });
});
