import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { Rejection } from '#kernel/rejection';
import type { Passkeys } from '../ports.ts';

// Loaded when somebody has a passkey: it takes a tenth of a second.
const webauthn = () => import('@simplewebauthn/server');

/** EdDSA, ES256 and RS256: what authenticators have, without what Node calls experimental. */
const supportedAlgorithmIDs = [-8, -7, -257];

/** WebAuthn, with @simplewebauthn/server. People are verified by their authenticator, so that a passkey is two factors in one. */
export const passkeys: Passkeys = {
  askToCreate: async ({ site, user, present }) => {
    const { generateRegistrationOptions } = await webauthn();
    return generateRegistrationOptions({
      rpName: 'Almanac',
      rpID: new URL(site).hostname,
      userID: new TextEncoder().encode(user.id),
      userName: user.name,
      supportedAlgorithmIDs,
      excludeCredentials: present.map((id) => ({ id })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
  },
  created: async (response, { site, isAsked }) => {
    const { verifyRegistrationResponse } = await webauthn();
    const outcome = await verifyRegistrationResponse({
      response: parsed(response) as RegistrationResponseJSON, // the library looks at it
      expectedChallenge: isAsked,
      expectedOrigin: site,
      expectedRPID: new URL(site).hostname,
      supportedAlgorithmIDs,
    }).catch(refused);
    if (!outcome.verified) throw no();
    const { id, publicKey, counter, transports = [] } = outcome.registrationInfo.credential;
    return { id, publicKey, counter, transports };
  },
  askToSign: async (site) => {
    const { generateAuthenticationOptions } = await webauthn();
    return generateAuthenticationOptions({ rpID: new URL(site).hostname, userVerification: 'required' });
  },
  idIn: (response) => {
    const { id } = parsed(response) as { readonly id?: unknown }; // whatever it is
    if (typeof id !== 'string') throw no();
    return id;
  },
  signed: async (response, { site, isAsked, passkey }) => {
    const { verifyAuthenticationResponse } = await webauthn();
    const outcome = await verifyAuthenticationResponse({
      response: parsed(response) as AuthenticationResponseJSON, // the library looks at it
      expectedChallenge: isAsked,
      expectedOrigin: site,
      expectedRPID: new URL(site).hostname,
      credential: {
        id: passkey.id,
        publicKey: new Uint8Array(passkey.publicKey),
        counter: passkey.counter,
        transports: [...passkey.transports],
      },
    }).catch(refused);
    if (!outcome.verified) throw no();
    return outcome.authenticationInfo.newCounter;
  },
};

const parsed = (text: string): object => {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch (error) {
    return refused(error);
  }
  throw no();
};

const no = (cause?: unknown) => new Rejection('denied', 'identity.wrong-passkey', 'This passkey was not accepted.', { cause });
const refused = (cause: unknown): never => {
  throw no(cause);
};
