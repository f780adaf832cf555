import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Bytes of a key: AES-256. */
export const KEY_LENGTH = 32;
const [ivLength, tagLength] = [12, 16];

/** AES-256-GCM (NIST SP 800-38D) with a random nonce: nonce, tag, cipher text. `context` must be the same to decrypt. */
export const encrypt = (key: Uint8Array, plain: Uint8Array, context: string): Buffer => {
  const iv = randomBytes(ivLength);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagLength }).setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
};

/** Throws where the key, the context or a byte is another than when it was encrypted. */
export const decrypt = (key: Uint8Array, sealed: Uint8Array, context: string): Buffer => {
  const iv = sealed.subarray(0, ivLength);
  const tag = sealed.subarray(ivLength, ivLength + tagLength);
  const cipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagLength })
    .setAAD(Buffer.from(context))
    .setAuthTag(tag);
  return Buffer.concat([cipher.update(sealed.subarray(ivLength + tagLength)), cipher.final()]);
};
