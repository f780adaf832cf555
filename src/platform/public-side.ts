import { Type as t } from 'typebox';
import { Rejection } from '#kernel/rejection';
import type { Caller } from '#platform/caller';
import type { Context } from '#platform/context';
import type { Feature } from '#platform/feature';
import { howToIssue } from '#platform/peer-token';

/** What people and programs see of the features: the public ones, without their internal fields. */
export const publicSide = (contexts: readonly Context[], all: readonly Feature[]) => {
  const shown = new Map(all.flatMap((feature) => (feature.public ? [[feature, withoutInternalFields(feature)] as const] : [])));
  const routed = ([route, feature]: readonly [string, Feature]) => {
    const face = shown.get(feature);
    if (face === undefined) throw new Error(`${feature.name} is internal, so it cannot have the route ${route}.`);
    return [route, face];
  };
  return {
    contexts: contexts.map((each): Context => ({ ...each, rest: Object.fromEntries(Object.entries(each.rest).map(routed)) })),
    features: [...shown.values()],
  };
};

const withoutInternalFields = (feature: Feature): Feature => {
  const { internalFields = [], input } = feature;
  if (internalFields.length === 0) return feature;
  const isShown = ([name]: readonly [string, unknown]) => !internalFields.includes(name);
  return { ...feature, input: t.Object(Object.fromEntries(Object.entries(input.properties).filter(isShown))) };
};

/**
 * Refuses a call of an internal feature from outside as one of a feature that does not exist. A peer calls what its token names: all features
 * of some contexts, in some workspaces.
 */
export const assertReachable = ({ name, public: isPublic, peers, installation }: Feature, { peer, tenant }: Caller): void => {
  if (peer === undefined) {
    if (!isPublic) throw nothingThere();
    return;
  }
  const context = name.slice(0, name.indexOf('.'));
  if (peers === undefined && !peer.contexts.includes(context))
    throw new Rejection(
      'denied',
      'access.peer-context',
      `The token of the peer ${peer.name} does not open ${context}. ${howToIssue(context)}`,
    );
  const isWithin = peer.workspaces === undefined || (peer.workspaces.includes(tenant) && !installation);
  if (peers !== 'for-the-installation' && !isWithin)
    throw new Rejection('denied', 'access.peer-workspace', `The token of the peer ${peer.name} does not open this workspace.`);
};

export const nothingThere = (): Rejection =>
  new Rejection('missing', 'http.no-route', 'There is nothing at this address. /docs shows what there is.');
