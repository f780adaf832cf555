import { Rejection } from '#kernel/rejection';
import { owner } from '#platform/owner';
import type { Layer } from '#platform/runtime';

/** Deny by default: only who holds the right that the feature names passes; what acts on the installation is for those who run it. */
export const access: Layer = (next) => (feature, input, passage) => {
  const { scopes, limitedBy } = passage.caller;
  if (feature.access !== 'anyone') {
    if (scopes.length === 0) return Promise.reject(unknownCaller());
    if (!scopes.includes(feature.access) && !scopes.includes('*'))
      return Promise.reject(
        new Rejection('denied', 'access.not-allowed', limitedBy ?? `This needs the right ${feature.access}.`),
      );
    if (feature.installation && passage.caller.tenant !== owner.tenant) return Promise.reject(onlyTheInstallation());
  }
  return next(feature, input, passage);
};

const onlyTheInstallation = (): Rejection =>
  new Rejection('denied', 'access.not-the-installation', 'This is for whoever runs this installation.');

export const unknownCaller = (): Rejection =>
  new Rejection('denied', 'access.unknown-caller', 'This needs a valid token: `almanac token` prints yours.');
