import type { Ports } from '#platform/feature';
import type { World } from '../ports.ts';
import { putChallenge, takeChallenge } from '../views/passkeys.ts';

const minutes = 60_000;

/** Remembers what an authenticator is asked to sign; for a member, or for whoever signs in. */
export const remember = async (
  { secrets }: World,
  { sql, tenant, now }: Ports,
  challenge: string,
  member: string | null,
): Promise<void> => {
  const until = new Date(now().getTime() + 5 * minutes);
  await putChallenge(sql, { hash: secrets.hash(challenge), tenant, member, until });
};

/** Whether it was asked for this, and not answered before. */
export const isAsked =
  ({ secrets }: World, { sql, tenant, now }: Ports, member: string | null) =>
  (challenge: string): Promise<boolean> =>
    takeChallenge(sql, { hash: secrets.hash(challenge), tenant, member, at: now() });
