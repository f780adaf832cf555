import { type Progress, progressOf } from '#kernel/progress';
import { Rejection } from '#kernel/rejection';
import type { Ports } from '#platform/feature';
import { Deal, exists } from '../domain/deal.ts';
import type { DealId } from '../domain/id.ts';
import { amendDeal } from '../processes/amend-deal.ts';
import { holdStock } from '../processes/hold-stock.ts';
import { registerDeal } from '../processes/register-deal.ts';

export const registering = progressOf(registerDeal);
export const amending = progressOf(amendDeal);
export const holding = progressOf(holdStock);

/** The saga of the attempt that was rejected, if the deal is. A new deal, without an id, has none. */
export const rejectedAttempt = async ({ events }: Ports, id: DealId | undefined) => {
  if (id === undefined) return [registering, []] as const;
  const { state: deal } = await events.read(Deal, id);
  return [registering, deal.status === 'rejected' ? [`${id}.${deal.attempt}`] : []] as const;
};

/** The saga of the last amendment, if there was one. */
export const lastAmendment = async ({ events }: Ports, id: DealId) => {
  const { state: deal } = await events.read(Deal, id);
  exists(deal);
  return [amending, deal.amendments > 0 ? [`${id}.${deal.amendments}`] : []] as const;
};

/**
 * A saga that turns back ends before the last of its calls is answered. What such a call takes too late is given back, and must not be
 * what the next attempt has found to be there already: a deal was confirmed whose stock was then released.
 */
export const assertGivenBack = (sagas: readonly Progress[]): void => {
  for (const { reason, calls } of sagas)
    if (reason !== undefined && calls.some(({ outcome, undo }) => outcome === 'open' || (outcome === 'done' && undo)))
      throw new Rejection('busy', 'deals.releasing', 'What was held for the deal is being given back. Try again in a moment.');
};
