import { Rejection } from '#kernel/rejection';
import type { Layer } from '#platform/runtime';

/** Deny by default: only who holds the right that the feature names passes. */
export const access: Layer = (next) => (feature, input, passage) => {
  const { scopes } = passage.caller;
  if (feature.access !== 'public') {
    if (scopes.length === 0) return Promise.reject(unknownCaller());
    if (!scopes.includes(feature.access) && !scopes.includes('*'))
      return Promise.reject(new Rejection('denied', 'access.not-allowed', `This needs the right ${feature.access}.`));
  }
  return next(feature, input, passage);
};

export const unknownCaller = (): Rejection =>
  new Rejection('denied', 'access.unknown-caller', 'This needs a valid token: `almanac token` prints yours.');
