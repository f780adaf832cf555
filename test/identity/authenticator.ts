import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

type Asked = { readonly challenge: string; readonly rp?: { readonly id: string }; readonly rpId?: string };
type More = { readonly origin: string; readonly verified?: boolean; readonly counter?: number; readonly challenge?: string };

/** An authenticator in software, with one passkey (WebAuthn level 2, ES256, attestation "none"): it makes and signs what a browser would send. */
export const authenticator = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const id = randomBytes(16);
  let counter = 0;

  const data = (rpId: string, { verified = true, counter: told = ++counter }: More, attested = Buffer.alloc(0)): Buffer => {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(told);
    const flags = 0x01 | (verified ? 0x04 : 0) | (attested.length > 0 ? 0x40 : 0);
    return Buffer.concat([sha256(Buffer.from(rpId)), Buffer.of(flags), count, attested]);
  };
  const client = (type: string, { challenge }: Asked, more: More): Buffer =>
    Buffer.from(JSON.stringify({ type, challenge: more.challenge ?? challenge, origin: more.origin, crossOrigin: false }));
  const answer = (response: Readonly<Record<string, Buffer>>): string => {
    const encoded = Object.fromEntries(Object.entries(response).map(([name, bytes]) => [name, bytes.toString('base64url')]));
    const own = id.toString('base64url');
    return JSON.stringify({ id: own, rawId: own, type: 'public-key', clientExtensionResults: {}, response: encoded });
  };

  return {
    create: (asked: Asked, more: More): string => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(id.length);
      const attested = Buffer.concat([Buffer.alloc(16), length, id, cose(publicKey)]);
      const authData = data(asked.rp?.id ?? '', more, attested);
      const attestationObject = Buffer.concat([
        Buffer.of(0xa3),
        text('fmt'),
        text('none'),
        text('attStmt'),
        Buffer.of(0xa0),
        text('authData'),
        bytes(authData),
      ]);
      return answer({ clientDataJSON: client('webauthn.create', asked, more), attestationObject });
    },
    get: (asked: Asked, more: More & { readonly key?: KeyObject }): string => {
      const clientDataJSON = client('webauthn.get', asked, more);
      const authenticatorData = data(asked.rpId ?? '', more);
      const signature = sign('sha256', Buffer.concat([authenticatorData, sha256(clientDataJSON)]), more.key ?? privateKey);
      return answer({ clientDataJSON, authenticatorData, signature });
    },
  };
};

const sha256 = (input: Buffer): Buffer => createHash('sha256').update(input).digest();

// CBOR (RFC 8949), as much as is needed.
const text = (value: string): Buffer => Buffer.concat([Buffer.of(0x60 | value.length), Buffer.from(value)]);
const bytes = (value: Buffer): Buffer => {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(value.length);
  return Buffer.concat([Buffer.of(0x59), length, value]);
};

/** A public key on P-256 as COSE (RFC 9053): kty 2, alg -7, crv 1, x, y. */
const cose = (key: KeyObject): Buffer => {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const coordinate = (value: string): Buffer => Buffer.concat([Buffer.of(0x58, 32), Buffer.from(value, 'base64url')]);
  return Buffer.concat([
    Buffer.of(0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21),
    coordinate(x),
    Buffer.of(0x22),
    coordinate(y),
  ]);
};
