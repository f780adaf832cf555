import { must } from '#kernel/rejection';
import type { Caller } from '#platform/caller';
import type { Known } from '../domain/deal.ts';

/** Whether the caller may do with every deal what a trader may do with their own. */
export const mayAll = ({ scopes }: Pick<Caller, 'scopes'>): boolean => scopes.includes('*') || scopes.includes('deals:admin');

/** A trader changes their own deals; a manager all. */
export const mayChange = ({ by }: Pick<Known, 'by'>, caller: Caller): void =>
  must(by === caller.actor || mayAll(caller), 'deals.not-yours', 'This deal is somebody else’s. Ask them, or a manager.');

/** A trader sees what their own deals earn; who manages or reads reports sees all. */
export const maySeeMargin = ({ by }: Pick<Known, 'by'>, caller: Caller): boolean =>
  by === caller.actor || mayAll(caller) || caller.scopes.includes('reports:read');
