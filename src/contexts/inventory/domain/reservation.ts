import { fold } from '#kernel/model';
import { must } from '#kernel/rejection';
import { kgOf } from '#kernel/trade/quantity';
import type { TradeDate } from '#kernel/trade/trade-date';
import { exists, free, issueOf, type Known, type Line, Lot, type LotEvent, reservationOf } from './lot.ts';

/** Wanted: so many grams of the lot for a line, from a day's point of view. */
export type Want = Line & { readonly grams: bigint; readonly on: TradeDate };

/** Takes what a line wants. Taken before, it is the same; more or less than that is a change of the reservation. */
export const reserve = (now: Lot, { grams, on, ...line }: Want): LotEvent[] => {
  exists(now);
  const before = now.reservations[reservationOf(line)];
  if (before === grams) return [];
  must(before === undefined, 'inventory.reserved-otherwise', 'This line has another quantity reserved in the lot.');
  isThere(now, grams, on);
  return [{ type: 'StockReserved', data: { lot: now.id, ...line, grams: String(grams) } }];
};

/** What a line is to have reserved, beside what of `left`, which has left by the books of its deal, is not issued yet. */
export type Target = Line & { readonly to: bigint; readonly left: bigint };

const targetIn = ({ gone }: Known, { to, left, ...line }: Target): bigint => {
  const leaving = left - (gone[reservationOf(line)] ?? 0n);
  return to + (leaving > 0n ? leaving : 0n);
};

/** Brings a reservation up to its target; one that has as much or more stays. */
export const raise = (now: Lot, target: Target, on: TradeDate): LotEvent[] => {
  exists(now);
  const { deal, line } = target;
  const before = now.reservations[reservationOf(target)];
  const more = targetIn(now, target) - (before ?? 0n);
  if (more <= 0n) return [];
  isThere(now, more, on);
  const type = before === undefined ? 'StockReserved' : 'ReservationIncreased';
  return [{ type, data: { lot: now.id, deal, line, grams: String(more) } }];
};

/** Brings a reservation down to its target; one that has as little or less stays. */
export const lower = (now: Lot, target: Target): LotEvent[] => {
  exists(now);
  const { deal, line } = target;
  const before = now.reservations[reservationOf(target)] ?? 0n;
  const after = targetIn(now, target);
  if (before <= after) return [];
  const type = after === 0n ? 'ReservationReleased' : 'ReservationDecreased';
  return [{ type, data: { lot: now.id, deal, line, grams: String(before - after) } }];
};

/** Several decisions about one lot, each on what the ones before have left. */
export const together = <T>(now: Lot, each: readonly T[], decide: (lot: Lot, one: T) => LotEvent[]): LotEvent[] =>
  each.reduce<LotEvent[]>((events, one) => {
    const lot = fold({ ...Lot, initial: now }, events);
    return [...events, ...decide(lot, one)];
  }, []);

const isThere = (lot: Known, grams: bigint, on: TradeDate): void => {
  must(lot.status !== 'held', 'inventory.held', 'The lot is held back. It must be freed first.');
  must(lot.status !== 'closed', 'inventory.closed', 'The lot is closed.');
  must(lot.expiresOn === undefined || lot.expiresOn >= on, 'inventory.expired', `The lot expired on ${lot.expiresOn}.`);
  must(grams <= free(lot), 'inventory.short', `The lot has ${kgOf(free(lot))} kg free, and ${kgOf(grams)} kg are wanted.`);
};

export type Leaving = Line & { readonly dispatch: string; readonly grams: bigint };

/** What a dispatch takes out of the reservation of its line. Taken before, it is not taken again. */
export const issue = (now: Lot, { grams, ...leaving }: Leaving): LotEvent[] => {
  exists(now);
  const before = now.issues[issueOf(leaving)];
  if (before === grams) return [];
  must(before === undefined, 'inventory.issued-otherwise', 'Another quantity went out on this dispatch.');
  const reserved = now.reservations[reservationOf(leaving)] ?? 0n;
  must(
    grams <= reserved,
    'inventory.not-reserved',
    `${kgOf(reserved)} kg of the lot are reserved for this line, and ${kgOf(grams)} kg are to go out.`,
  );
  return [{ type: 'StockIssued', data: { lot: now.id, ...leaving, grams: String(grams) } }];
};

/** Takes back what went out on a dispatch; where `keep`, it is the line's again at once. */
export const takeBack = (now: Lot, { keep, ...leaving }: Omit<Leaving, 'grams'> & { readonly keep: boolean }): LotEvent[] => {
  exists(now);
  const out = now.issues[issueOf(leaving)];
  if (out === undefined) return [];
  const { deal, line } = leaving;
  const grams = String(out);
  const type = now.reservations[reservationOf(leaving)] === undefined ? 'StockReserved' : 'ReservationIncreased';
  return [
    { type: 'StockReturned', data: { lot: now.id, ...leaving, grams } },
    ...(keep ? [{ type, data: { lot: now.id, deal, line, grams } } as const] : []),
  ];
};
