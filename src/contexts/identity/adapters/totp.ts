import { Secret, TOTP } from 'otpauth';
import type { Totp } from '../ports.ts';

const period = 30; // seconds

const of = (secret: string, account = ''): TOTP =>
  new TOTP({ issuer: 'Almanac', label: account, secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period });

export const totp: Totp = {
  makeSecret: () => new Secret({ size: 20 }).base32,
  uri: (secret, account) => of(secret, account).toString(),
  stepOf: (secret, code, at) => {
    const delta = of(secret).validate({ token: code, timestamp: at.getTime(), window: 1 });
    return delta === null ? undefined : Math.floor(at.getTime() / 1000 / period) + delta;
  },
};
