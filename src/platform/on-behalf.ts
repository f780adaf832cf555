import { Rejection } from '#kernel/rejection';
import { owner } from '#platform/owner';
import type { Identity } from '#platform/token';

/** The header in which a process of the same installation says for whom it calls. */
export const onBehalf = 'x-almanac-on-behalf';

/** Whom a peer calls for, as it stands in the header. */
export const behalfOf = ({ tenant, actor, scopes }: Identity): string =>
  Buffer.from(JSON.stringify([tenant, actor, ...scopes])).toString('base64url');

/** Whom a request is for: its sender, unless that is a peer, with the installation's own token, that calls for somebody. Rejects everybody else who says so. */
export const identityBehind = (sender: Identity, header: string | undefined): Identity => {
  if (header === undefined) return sender;
  const isPeer = sender.tenant === owner.tenant && sender.actor === owner.actor && sender.scopes.includes('*');
  const [tenant, actor, ...scopes] = parsed(header);
  if (!isPeer || tenant === undefined || actor === undefined)
    throw new Rejection('denied', 'access.not-a-peer', 'Only a process of this installation calls on behalf of somebody.');
  return { tenant, actor, scopes, peer: sender.actor };
};

const parsed = (header: string): readonly string[] => {
  try {
    const said: unknown = JSON.parse(Buffer.from(header, 'base64url').toString());
    return Array.isArray(said) && said.every((part) => typeof part === 'string') ? said : [];
  } catch {
    return []; // identityBehind refuses it
  }
};
