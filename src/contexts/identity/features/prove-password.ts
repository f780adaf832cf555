import { Rejection } from '#kernel/rejection';
import type { Ports } from '#platform/feature';
import type { World } from '../ports.ts';

/** Wants the present password again before something about an account changes. Without a password, having been let in is enough. */
export const provePassword = async (
  { passwords, attempts }: World,
  { tenant, caller }: Ports,
  { hash, password = '' }: { readonly hash: string | undefined; readonly password: string | undefined },
): Promise<void> => {
  if (hash === undefined) return;
  const attempt = { address: caller.address ?? '', account: `${tenant} ${caller.actor} own`, browser: undefined };
  await attempts.take(attempt);
  if (!(await passwords.verify(hash, password))) {
    await attempts.failed(attempt);
    throw new Rejection('denied', 'identity.wrong-password', 'The present password is wrong.');
  }
  await attempts.succeeded(attempt);
};
