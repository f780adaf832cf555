import { Rejection } from '#kernel/rejection';
import type { Ports } from '#platform/feature';

const recent = { minutes: 10 };

/** The code of a refusal that a new sign-in helps against. */
export const signInAgain = 'identity.sign-in-again';

/** Whether a session began so lately that its member has just shown who they are. */
const isRecent = (since: Date | undefined, now: Date): boolean =>
  since !== undefined && now.getTime() - since.getTime() < recent.minutes * 60_000;

/**
 * Refuses to change credentials unless the caller has signed in within the last ten minutes. A key or a program never may: somebody who has
 * found one could make it last. The token of the installation stands for its owner at the machine.
 */
export const assertRecentSignIn = ({ caller: { credential }, now }: Pick<Ports, 'caller' | 'now'>): void => {
  if (credential?.kind === 'installation') return;
  if (credential?.kind !== 'session')
    throw new Rejection(
      'denied',
      'identity.session-needed',
      'Credentials are changed in a browser at /account, not with a key or by a program.',
    );
  if (!isRecent(credential.since, now()))
    throw new Rejection(
      'denied',
      signInAgain,
      `Credentials can be changed for ${recent.minutes} minutes after you sign in. Please sign in again.`,
    );
};
