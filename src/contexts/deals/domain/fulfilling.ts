import { must, Rejection, valid } from '#kernel/rejection';
import { integerOf } from '#kernel/trade/integer';
import type { Label } from '#kernel/trade/label';
import { kgOf } from '#kernel/trade/quantity';
import {
  type Deal,
  type DealEvent,
  dispatchedOf,
  type Ending,
  exists,
  isSettled,
  isStanding,
  leftOf,
  type Known,
  type LotLine,
  progressed,
  stands,
} from './deal.ts';
import type { DispatchId } from './id.ts';
import { gramsOf, invoice, mostOf } from './terms.ts';

/** Goods that were bought for the deal lie in a lot. A deal that is over wants them no more; one that is not confirmed yet must be asked again. */
export const recordArrival = (now: Deal, arrival: LotLine): DealEvent[] => {
  if (now.status === 'pending') throw new Rejection('busy', 'deals.pending', 'The deal is not confirmed yet.');
  if (now.status === 'none' || !isStanding(now)) return [];
  const known = now.arrived.some(({ line, lot }) => line === arrival.line && lot === arrival.lot);
  return known ? [] : [{ type: 'SourceArrived', data: { deal: now.id, ...arrival } }];
};

/** The lots from which a line may be dispatched, with the grams that lie there for it: its own lot, or those in which it arrived. */
export const lotsOf = ({ terms, arrived }: Known, line: string): readonly LotLine[] => {
  const source = terms.sources.find((each) => each.line === line);
  if (source === undefined) return [];
  return source.from === 'lot' ? [{ line, lot: source.lot, grams: source.grams }] : arrived.filter((each) => each.line === line);
};

/** Goods leave. Not more than ordered and the tolerance, and only what lies there for the deal. */
export const recordDispatch = (now: Deal, dispatch: DispatchId, lines: readonly LotLine[]): DealEvent[] => {
  stands(now);
  if (now.dispatches.includes(dispatch)) return [];
  isSettled(now);
  canLeave(now, lines);
  const after = dispatchedOf(now) + total(lines);
  // What it comes to is the whole less what was invoiced before, so that rounding adds up over the dispatches.
  const paise = String(invoice(now.terms, after).total - now.invoiced);
  const status = progressed(now.terms, after);
  return [{ type: 'DispatchRecorded', data: { deal: now.id, dispatch, lines, paise, dispatched: String(after), status } }];
};

const total = (lines: readonly LotLine[]): bigint => lines.reduce((sum, { grams }) => sum + integerOf(grams), 0n);

/** Refuses what is not the deal's, or is too much. */
export const canLeave = (now: Known, lines: readonly LotLine[]): void => {
  valid(lines.length > 0, 'deals.empty-dispatch', 'A dispatch carries something.');
  for (const { line, lot } of lines)
    must(
      lotsOf(now, line).some((each) => each.lot === lot),
      'deals.not-a-source',
      'The deal does not take goods from this lot, or they have not arrived.',
    );
  const after = dispatchedOf(now) + total(lines);
  must(
    after <= mostOf(now.terms),
    'deals.too-much',
    `${kgOf(after)} kg would have left, and ${kgOf(gramsOf(now.terms))} kg are ordered.`,
  );
};

/** Nothing has left: the deal is off. */
export const cancel = (now: Deal, reason: Label, purchases: 'keep' | 'cancel'): DealEvent[] => {
  if (now.status === 'cancelled') return [];
  stands(now);
  isSettled(now);
  must(dispatchedOf(now) === 0n, 'deals.dispatched', 'Part of the deal has left. Short-close it instead.');
  return [{ type: 'DealCancelled', data: { ...ending(now), reason, purchases } }];
};

/** Nothing is held for it any more: it may be submitted once more. */
export const noteRelease = (now: Deal): DealEvent[] => {
  exists(now);
  return now.releasing ? [{ type: 'DealReleased', data: { deal: now.id } }] : [];
};

/** The rest is not wanted any more. */
export const shortClose = (now: Deal, reason: Label): DealEvent[] => {
  if (now.status === 'short-closed') return [];
  stands(now);
  isSettled(now);
  must(dispatchedOf(now) > 0n, 'deals.nothing-left', 'Nothing has left yet. Cancel the deal instead.');
  return [{ type: 'DealShortClosed', data: { ...ending(now), reason } }];
};

const ending = (now: Known): Ending => ({
  deal: now.id,
  attempt: now.attempt,
  terms: now.terms,
  arrived: now.arrived,
  dispatched: leftOf(now),
  left: now.left,
  invoiced: String(now.invoiced),
});

/** All of it has left and arrived. */
export const complete = (now: Deal): DealEvent[] => {
  stands(now);
  return now.status === 'dispatched' ? [{ type: 'DealCompleted', data: ending(now) }] : [];
};
