import { Rejection } from '#kernel/rejection';
import type { Identity } from '#platform/token';

/** The header in which a process of the same installation says for whom it calls. */
export const onBehalf = 'x-almanac-on-behalf';

/** Whom a peer calls for, as it stands in the header. */
export const behalfOf = ({ tenant, actor, scopes }: Pick<Identity, 'tenant' | 'actor' | 'scopes'>): string =>
  Buffer.from(JSON.stringify([tenant, actor, ...scopes])).toString('base64url');

/** The identity that a request acts for: its sender, or the member that a peer names. Rejects everybody else who names one. */
export const identityBehind = (sender: Identity, header: string | undefined): Identity => {
  const { peer } = sender;
  if (header === undefined) {
    if (peer !== undefined) throw notAPeer('A peer token opens calls on behalf of a member only.');
    return sender;
  }
  const [tenant, actor, ...scopes] = parsed(header);
  if (peer === undefined || tenant === undefined || actor === undefined)
    throw notAPeer(
      'Only a process of this installation calls on behalf of a member, with a token that `almanac token --peer` issues.',
    );
  return { tenant, actor, scopes, peer };
};

const notAPeer = (sentence: string): Rejection => new Rejection('denied', 'access.not-a-peer', sentence);

const parsed = (header: string): readonly string[] => {
  try {
    const said: unknown = JSON.parse(Buffer.from(header, 'base64url').toString());
    return Array.isArray(said) && said.every((part) => typeof part === 'string') ? said : [];
  } catch {
    return []; // identityBehind refuses it
  }
};
