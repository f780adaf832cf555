import { hash, randomBytes } from 'node:crypto';
import type { Secrets } from '../ports.ts';

export const secrets: Secrets = {
  make: (prefix) => `${prefix}${randomBytes(32).toString('base64url')}`,
  hash: (secret) => hash('sha256', secret, 'hex'),
  makeRecoveryCode: () => groups(Array.from(randomBytes(24), (byte) => letters[byte & 31])),
};

/** Without letters and digits that look alike. */
const letters = 'abcdefghijkmnpqrstuvwxyz23456789';
const groups = (parts: readonly (string | undefined)[]): string => parts.join('').replaceAll(/.{4}(?=.)/g, '$&-');
