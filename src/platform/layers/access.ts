import { Rejection } from '#kernel/rejection';
import type { Caller } from '#platform/caller';
import type { Right } from '#platform/feature';
import { owner } from '#platform/owner';
import type { Layer } from '#platform/runtime';

/** Deny by default: only who holds the right that the feature names passes; what acts on the installation is for those who run it. */
export const access: Layer = (next) => (feature, input, passage) => {
  if (feature.access !== 'anyone') {
    if (passage.caller.scopes.length === 0) return Promise.reject(unknownCaller());
    if (!holds(passage.caller, feature.access)) return Promise.reject(lacking(passage.caller, feature.access));
    if (feature.installation && passage.caller.tenant !== owner.tenant) return Promise.reject(onlyTheInstallation());
  }
  return next(feature, input, passage);
};

/** Asks for the rights that the input needs besides. It stands behind the validation. */
export const alsoAccess: Layer = (next) => (feature, input, passage) => {
  const missing = feature.alsoNeeds?.(input as never).find((right) => !holds(passage.caller, right)); // validated: its input
  return missing === undefined ? next(feature, input, passage) : Promise.reject(lacking(passage.caller, missing));
};

const holds = ({ scopes }: Caller, right: Right): boolean => scopes.includes(right) || scopes.includes('*');

const lacking = ({ limitedBy }: Caller, right: Right): Rejection =>
  new Rejection('denied', 'access.not-allowed', limitedBy ?? `This needs the right ${right}.`);

const onlyTheInstallation = (): Rejection =>
  new Rejection('denied', 'access.not-the-installation', 'This is for whoever runs this installation.');

export const unknownCaller = (): Rejection =>
  new Rejection('denied', 'access.unknown-caller', 'This needs a valid token: `almanac token` prints yours.');
