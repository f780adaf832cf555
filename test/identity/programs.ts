import * as openid from 'openid-client';
import { expect } from 'vitest';
import { type House, passphrase } from './house.ts';
import { webBrowser } from './web-browser.ts';

export const back = 'http://127.0.0.1:9/back';
const insecure = { execute: [openid.allowInsecureRequests] };

/** Programs that ask Ann, who is made a member, to let them act: with openid-client, unchanged. */
export const startPrograms = async ({ request, member, listen }: House) => {
  const base = await listen();
  const { id: ann } = await member('ann@example.org', ['editor']);
  const register = async (body: object): Promise<{ readonly id: string; readonly secret?: string }> =>
    (
      await request('POST', '/api/v2/clients', {
        label: 'A program',
        redirects: [back],
        afterLogout: [`${back}/out`],
        scopes: ['graph:read', 'self:read', 'self:write', 'identity:read', 'identity:write'],
        ...body,
      })
    ).body;
  const config = ({ id, secret }: { readonly id: string; readonly secret?: string }) =>
    openid.discovery(
      new URL(base),
      id,
      undefined,
      secret === undefined ? openid.None() : openid.ClientSecretBasic(secret),
      insecure,
    );

  const signedIn = async () => {
    const browser = webBrowser(base);
    const form = await browser.go('/sign-in');
    expect((await form.send({ email: 'ann@example.org', password: passphrase })).url).toBe(`${base}/account`);
    return browser;
  };

  /** Code with PKCE, as openid-client does it, with a person who signs in and agrees on the way. */
  const authorize = async (at: openid.Configuration, scope: string, browser = webBrowser(base)) => {
    const verifier = openid.randomPKCECodeVerifier();
    const [state, nonce] = [openid.randomState(), openid.randomNonce()];
    const address = openid.buildAuthorizationUrl(at, {
      redirect_uri: back,
      scope,
      state,
      nonce,
      prompt: 'consent',
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    let page = await browser.go(address.href);
    if (page.url.includes('/sign-in')) page = await page.send({ email: 'ann@example.org', password: passphrase });
    expect(page.text).toContain('Let it act for you?');
    page = await page.send({ allow: 'yes' });
    expect(page.url.startsWith(back), page.text).toBe(true);
    const exchange = () =>
      openid.authorizationCodeGrant(at, new URL(page.url), {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
      });
    return { browser, exchange, address: page.url };
  };

  return { base, ann, register, config, signedIn, authorize };
};
