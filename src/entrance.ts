import type { App } from '#app';
import { type Config, isServer } from '#platform/config';
import { owner } from '#platform/owner';

/** A way in, as it is printed at the start: what it is for, its path, and how often and long it is good. */
export type Entrance = { readonly what: string; readonly path: string; readonly term: string };

/** How the owner comes in: here by a link, which only who sits here reads; on a server by the ticket that sets it up, and from then on like everybody. */
export const entranceOf = async ({ runtime, signInPath }: App, config: Config): Promise<Entrance> => {
  if (!isServer(config)) return { what: 'sign in', path: signInPath(), term: '(once, within ten minutes)' };
  const given = config.setUpToken;
  const begin = runtime.find('identity.beginSetUp');
  if (begin === undefined) throw new Error('There is no feature identity.beginSetUp.');
  const caller = { ...owner, correlation: 'start' };
  const begun = await runtime.execute(begin, given === undefined ? {} : { ticket: given }, { caller, notes: {} });
  const { ticket } = begun as { readonly ticket?: string }; // what the feature says it answers
  if (ticket === undefined) return { what: 'sign in', path: '/sign-in', term: '(with your address and password)' };
  if (ticket === given) return { what: 'set it up', path: '/set-up', term: '(with ALMANAC_SETUP_TOKEN, once)' };
  return { what: 'set it up', path: `/set-up?ticket=${ticket}`, term: '(once, within a day)' };
};
