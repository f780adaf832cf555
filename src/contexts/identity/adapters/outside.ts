import type * as Openid from 'openid-client';
import { Rejection } from '#kernel/rejection';
import type { Outside } from '../ports.ts';

export type OutsideSettings = { readonly issuer: string; readonly clientId: string; readonly clientSecret: string };

/** An outside OpenID provider, with openid-client: code with PKCE, state and nonce; found when somebody first wants it. */
export const outsideProvider = ({ issuer, clientId, clientSecret }: OutsideSettings): Outside => {
  let found: Promise<{ readonly openid: typeof Openid; readonly at: Openid.Configuration }> | undefined;
  const discover = async () => {
    const openid = await import('openid-client');
    const isHere = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)(:|\/|$)/.test(issuer);
    const execute = isHere ? [openid.allowInsecureRequests] : [];
    const at = await openid.discovery(new URL(issuer), clientId, undefined, openid.ClientSecretBasic(clientSecret), { execute });
    return { openid, at };
  };
  const provider = async () => {
    try {
      return await (found ??= discover());
    } catch (cause) {
      found = undefined;
      throw new Rejection('busy', 'identity.outside-away', 'The other provider does not answer. Please try again.', { cause });
    }
  };

  return {
    name: new URL(issuer).host,
    begin: async (back) => {
      const { openid, at } = await provider();
      const [state, nonce, verifier] = [openid.randomState(), openid.randomNonce(), openid.randomPKCECodeVerifier()];
      const address = openid.buildAuthorizationUrl(at, {
        redirect_uri: back,
        scope: 'openid email profile',
        state,
        nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      return { address: address.href, state, nonce, verifier };
    },
    finish: async (address, { state, nonce, verifier }) => {
      const { openid, at } = await provider();
      try {
        const tokens = await openid.authorizationCodeGrant(at, new URL(address), {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
        });
        const claims = tokens.claims();
        if (claims === undefined) throw new Error('The other provider sent no ID token.');
        const { email, email_verified: isVerified } = await openid.fetchUserInfo(at, tokens.access_token, claims.sub);
        return { issuer: claims.iss, subject: claims.sub, ...(email !== undefined && isVerified === true && { email }) };
      } catch (cause) {
        throw new Rejection('denied', 'identity.outside-refused', 'The other provider did not confirm who you are.', { cause });
      }
    },
  };
};
