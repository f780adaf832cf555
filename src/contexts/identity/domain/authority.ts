import { must } from '#kernel/rejection';
import { everyRight, type Role, rightsFrom } from './role.ts';

/** The caller of a command, with the rights that the credential of the call carries: those of a narrow key, not those of its member. */
export type Maker = { readonly actor: string; readonly scopes: readonly string[] };

/** The account that a credential acts as. */
type Holder = { readonly id: string; readonly kind: 'person' | 'service'; readonly roles: readonly Role[] };

/** The wanted rights that are not held. */
const lacking = (held: readonly string[], wanted: readonly string[]): readonly string[] =>
  held.includes('*') ? [] : wanted.filter((right) => !held.includes(right));

/** Refuses to give rights that the giver does not hold. */
export const assertHolds = ({ scopes }: Maker, wanted: readonly string[]): void => {
  const missing = lacking(scopes, wanted);
  must(missing.length === 0, 'identity.more-than-yours', `You cannot give rights that you do not hold: ${missing.join(', ')}.`);
};

/** Refuses roles that give rights beyond those of the giver. Rights that the member has already are given by nobody. */
export const assertMayGive = (maker: Maker, { had, gets }: { readonly had: readonly Role[]; readonly gets: readonly Role[] }) =>
  assertHolds(maker, lacking(rightsFrom(had), withoutOwnAccount(rightsFrom(gets))));

/**
 * Refuses a credential (key, program, grant) for `holder` unless the caller may create it: for the caller's own account, or for a service
 * account whose every right the caller holds; and never with a right beyond the caller's. Without `scopes` it carries all rights of the holder.
 * Answers the scopes to keep: a credential made for another account does not grow with that account.
 */
export const credentialScopes = (
  maker: Maker,
  holder: Holder,
  scopes: readonly string[] | undefined,
): readonly string[] | undefined => {
  const all = rightsFrom(holder.roles);
  if (holder.id === maker.actor) {
    assertHolds(maker, scopes ?? all);
    return scopes;
  }
  must(holder.kind === 'service', 'identity.not-your-account', 'Only the member creates credentials for a personal account.');
  must(
    lacking(maker.scopes, ['identity:write']).length === 0,
    'identity.not-your-account',
    'To create a credential for a service account you need the right identity:write.',
  );
  assertHolds(maker, withoutOwnAccount([...all, ...(scopes ?? [])]));
  return scopes ?? (maker.scopes.includes('*') ? undefined : all);
};

/** Every account looks after itself: that right is no gift. */
const withoutOwnAccount = (rights: readonly string[]): readonly string[] => rights.filter((right) => !right.startsWith('self:'));

/** Rights that a person hands to a program only by name: those on the installation as a whole. */
const onTheInstallation = /^platform:|^identity:admin$/;

/** What `*` stands for where a person lets a program act: the rights of the member by name, without the installation. */
export const delegable = (held: readonly string[]): readonly string[] =>
  (held.includes('*') ? everyRight.filter((right) => right !== '*') : held).filter((right) => !onTheInstallation.test(right));

/** The scopes that a person can hand to a program: of the rights those that the person holds, and all that are no rights. */
export const grantable = (held: readonly string[], asked: readonly string[]): readonly string[] =>
  asked.filter((scope) => !scope.includes(':') || lacking(held, [scope]).length === 0);
