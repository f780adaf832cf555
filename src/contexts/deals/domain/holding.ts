import { must } from '#kernel/rejection';
import { type Deal, type DealEvent, exists, type HeldLot, type HoldOutcome, type Known } from './deal.ts';
import type { DealId } from './id.ts';
import { isLot } from './terms.ts';

/** Minutes for which stock is kept for a draft. */
export const HELD_FOR = 30;

/** The line under which stock is kept for a draft: never one that a deal takes goods by, so that an old hold takes nothing from it. */
export const holdLine = (hold: number): string => `hold ${hold}`;

/** The number of the hold that stands, or is being asked for. */
export const standingHold = ({ hold }: Known): number | undefined =>
  hold?.status === 'asked' || hold?.status === 'held' ? hold.number : undefined;

/** Asks for the stock of a draft to be kept for a while. Terms that were drafted anew are held anew, in place of those before. */
export const requestHold = (now: Deal): DealEvent[] => {
  exists(now);
  must(now.status === 'draft', 'deals.not-a-draft', `The deal is ${now.status}.`);
  const lines = now.terms.sources.filter(isLot).map(({ lot, grams }): HeldLot => ({ lot, grams }));
  must(lines.length > 0, 'deals.nothing-to-hold', 'The draft takes nothing from stock.');
  const before = standingHold(now);
  if (before !== undefined && JSON.stringify(now.hold?.lines) === JSON.stringify(lines)) return [];
  const hold = (now.hold?.number ?? 0) + 1;
  return [{ type: 'HoldRequested', data: { deal: now.id, hold, lines, ...(before !== undefined && { before }) } }];
};

/** Notes what became of a hold; of one that another has followed, nothing. */
export const noteHold = (now: Deal, deal: DealId, hold: number, outcome: HoldOutcome): DealEvent[] =>
  now.status !== 'none' && now.hold?.number === hold && now.hold.status !== outcome.status
    ? [{ type: 'HoldNoted', data: { deal, hold, ...outcome } }]
    : [];
