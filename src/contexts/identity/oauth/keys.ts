import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Ports } from '#platform/feature';
import { addSigningKey, dropSigningKeys, type Purpose, signingKeys } from '../views/signing-keys.ts';

const day = 86_400_000;

/** A key signs for so many days, and is told for as long again, so that what it has signed can still be checked. */
const days = 90;

export type Keys = {
  /** Private keys as JWK, the one that signs first. */
  readonly tokens: readonly Readonly<Record<string, unknown>>[];
  readonly cookies: readonly string[];
};

/** The signing keys, sealed in the database and shared by all processes; makes those that lack and ends those that are too old. */
export const readSigningKeys = async (ports: Pick<Ports, 'sql' | 'personal' | 'now'>): Promise<Keys> => {
  const { sql, now } = ports;
  const at = now().getTime();
  let keys = await signingKeys(sql);
  const lacking = (['token', 'cookie'] as const).filter(
    (purpose) => !keys.some((key) => key.purpose === purpose && key.created_at.getTime() > at - days * day),
  );
  for (const purpose of lacking) await makeKey(ports, purpose);
  if (lacking.length > 0) {
    await dropSigningKeys(sql, new Date(at - 2 * days * day));
    keys = await signingKeys(sql);
  }
  const opened = await ports.personal.open(keys.map(({ secret }) => secret));
  const secrets = (purpose: Purpose): readonly string[] =>
    keys.flatMap((key, index) => (key.purpose === purpose ? (opened[index] ?? []) : []));
  return { tokens: secrets('token').map((secret) => JSON.parse(secret)), cookies: secrets('cookie') };
};

const subject = 'signing-keys';

const makeKey = async ({ sql, personal, now }: Pick<Ports, 'sql' | 'personal' | 'now'>, purpose: Purpose): Promise<void> => {
  const id = randomBytes(9).toString('base64url');
  const { secret } = await personal.seal(subject, {
    secret: purpose === 'cookie' ? randomBytes(32).toString('base64url') : privateJwk(id),
  });
  const at = now();
  await addSigningKey(sql, { id, purpose, secret, created_at: at }, new Date(at.getTime() - days * day));
};

const privateJwk = (kid: string): string => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 3072 });
  return JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' });
};
