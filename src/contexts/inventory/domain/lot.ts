import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';
import { found, must, valid } from '#kernel/rejection';
import { integerOf } from '#kernel/trade/integer';
import type { Label } from '#kernel/trade/label';
import type { StoredRate } from '#kernel/trade/money';
import { kgOf } from '#kernel/trade/quantity';
import type { TradeDate } from '#kernel/trade/trade-date';
import type { LotId, ProductId } from './id.ts';

/** What is known of a lot from its first day. `grams` are decimal digits, as in every event. */
export type Arrival = {
  readonly product: ProductId;
  readonly grams: string;
  readonly warehouse: Label;
  /** What it has cost. */
  readonly cost: StoredRate;
  readonly receivedOn: TradeDate;
  /** It may be used through the end of this day. */
  readonly expiresOn?: TradeDate;
  readonly supplier?: string;
  readonly purchase?: string;
};

/** A source line of a deal: it has one reservation in a lot at most. */
export type Line = { readonly deal: string; readonly line: string };
type Portion = Line & { readonly grams: string };

export type LotEvent =
  | Event<'LotReceived', { lot: LotId; splitFrom?: LotId } & Arrival>
  | Event<'OpeningBalanceImported', { lot: LotId } & Arrival>
  /** It was entered in error, and nothing has happened with it. */
  | Event<'OpeningBalanceWithdrawn', { lot: LotId; grams: string }>
  | Event<'StockReserved', { lot: LotId } & Portion>
  | Event<'ReservationIncreased', { lot: LotId } & Portion>
  | Event<'ReservationDecreased', { lot: LotId } & Portion>
  | Event<'ReservationReleased', { lot: LotId } & Portion>
  | Event<'StockIssued', { lot: LotId; dispatch: string } & Portion>
  | Event<'StockReturned', { lot: LotId; dispatch: string } & Portion>
  /** More or less than was thought; `grams` may be negative. */
  | Event<'StockAdjusted', { lot: LotId; grams: string; reason: Label }>
  | Event<'LotSplit', { lot: LotId; into: LotId; grams: string; warehouse: Label }>
  | Event<'LotHeld', { lot: LotId; reason: Label }>
  | Event<'LotFreed', { lot: LotId }>
  | Event<'LotClosed', { lot: LotId }>;

export type Known = Arrival & {
  readonly id: LotId;
  readonly status: 'open' | 'held' | 'closed';
  readonly onHand: bigint;
  readonly reserved: bigint;
  readonly reservations: Readonly<Record<string, bigint>>;
  /** What went out on each dispatch, and for each line. */
  readonly issues: Readonly<Record<string, bigint>>;
  readonly gone: Readonly<Record<string, bigint>>;
};
export type Lot = { readonly status: 'none' } | Known;

export const reservationOf = ({ deal, line }: Line): string => `${deal}/${line}`;
export const issueOf = ({ dispatch, line }: { readonly dispatch: string; readonly line: string }): string =>
  `${dispatch}/${line}`;

export const Lot: Model<Lot, LotEvent> = {
  name: 'lot',
  initial: { status: 'none' },
  evolve: (now, event) => {
    if (event.type === 'LotReceived' || event.type === 'OpeningBalanceImported') {
      const { lot, ...arrival } = event.data;
      const nothing = { reserved: 0n, reservations: {}, issues: {}, gone: {} };
      return { ...arrival, id: lot, status: 'open', onHand: integerOf(arrival.grams), ...nothing };
    }
    if (now.status === 'none') return now;
    switch (event.type) {
      case 'OpeningBalanceWithdrawn':
        return { status: 'none' };
      case 'StockReserved':
      case 'ReservationIncreased':
        return reserving(now, event.data, integerOf(event.data.grams));
      case 'ReservationDecreased':
      case 'ReservationReleased':
        return reserving(now, event.data, -integerOf(event.data.grams));
      case 'StockIssued': {
        const grams = integerOf(event.data.grams);
        const left = reserving(now, event.data, -grams);
        return { ...left, onHand: now.onHand - grams, ...going(now, event.data, grams) };
      }
      case 'StockReturned': {
        const grams = integerOf(event.data.grams);
        return { ...now, onHand: now.onHand + grams, ...going(now, event.data, -grams) };
      }
      case 'StockAdjusted':
        return { ...now, onHand: now.onHand + integerOf(event.data.grams) };
      case 'LotSplit':
        return { ...now, onHand: now.onHand - integerOf(event.data.grams) };
      case 'LotHeld':
        return { ...now, status: 'held' };
      case 'LotFreed':
        return { ...now, status: 'open' };
      case 'LotClosed':
        return { ...now, status: 'closed' };
    }
  },
};

const reserving = (now: Known, line: Line, grams: bigint): Known => ({
  ...now,
  reserved: now.reserved + grams,
  reservations: changed(now.reservations, reservationOf(line), grams),
});

const going = ({ issues, gone }: Known, leaving: Line & { readonly dispatch: string }, grams: bigint) => ({
  issues: changed(issues, issueOf(leaving), grams),
  gone: changed(gone, reservationOf(leaving), grams),
});

/** The sums with one changed; what comes to nothing is not kept. */
const changed = (sums: Readonly<Record<string, bigint>>, key: string, by: bigint): Readonly<Record<string, bigint>> => {
  const { [key]: before = 0n, ...others } = sums;
  return before + by === 0n ? others : { ...others, [key]: before + by };
};

export function exists(lot: Lot): asserts lot is Known {
  found(lot.status !== 'none', 'inventory.no-lot', 'There is no such lot.');
}

export const free = ({ onHand, reserved }: Known): bigint => onHand - reserved;

/** The same lot under the same id arrives once. */
export const receive = (now: Lot, lot: LotId, arrival: Arrival): LotEvent[] => arrive(now, 'LotReceived', { lot, ...arrival });

/** What lay in the warehouse when the books were opened here. */
export const importBalance = (now: Lot, lot: LotId, arrival: Arrival): LotEvent[] =>
  arrive(now, 'OpeningBalanceImported', { lot, ...arrival });

/** Takes an opening balance out of the books that nothing has happened with yet; it may be entered anew. */
export const withdrawBalance = (now: Lot): LotEvent[] => {
  if (now.status === 'none') return [];
  const isUntouched = now.status === 'open' && now.onHand === integerOf(now.grams) && now.reserved === 0n;
  const hasLeft = Object.keys(now.issues).length > 0;
  must(isUntouched && !hasLeft, 'inventory.lot-in-use', 'The lot is in use: it was reserved, counted, moved or held since.');
  return [{ type: 'OpeningBalanceWithdrawn', data: { lot: now.id, grams: now.grams } }];
};

const arrive = (
  now: Lot,
  type: 'LotReceived' | 'OpeningBalanceImported',
  data: { readonly lot: LotId } & Arrival,
): LotEvent[] => {
  if (now.status === 'none') {
    valid(
      data.expiresOn === undefined || data.expiresOn >= data.receivedOn,
      'inventory.bad-expiry',
      'A lot does not expire before it arrives.',
    );
    return [{ type, data }];
  }
  const same = now.product === data.product && now.grams === data.grams && now.warehouse === data.warehouse;
  must(same, 'inventory.lot-exists', 'There is another lot under this id.');
  return [];
};

/** Sets right what is there by counting; never below what is reserved. */
export const adjust = (now: Lot, by: bigint, reason: Label): LotEvent[] => {
  exists(now);
  must(now.status !== 'closed', 'inventory.closed', 'The lot is closed.');
  if (by === 0n) return [];
  must(
    now.onHand + by >= now.reserved,
    'inventory.below-reserved',
    `${kgOf(now.reserved)} kg of the lot are reserved: it cannot come down to ${kgOf(now.onHand + by)} kg.`,
  );
  return [{ type: 'StockAdjusted', data: { lot: now.id, grams: String(by), reason } }];
};

const heldBefore = 'It comes from a lot that is held.' as Label; // a label by its looks

/** Part of what is free goes to another warehouse, as a lot of its own. */
export const split = (
  now: { readonly lot: Lot; readonly into: Lot },
  { into, grams, warehouse }: { readonly into: LotId; readonly grams: bigint; readonly warehouse: Label },
): { readonly lot: LotEvent[]; readonly into: LotEvent[] } => {
  const { lot } = now;
  exists(lot);
  must(now.into.status === 'none', 'inventory.lot-exists', 'There is another lot under this id.');
  must(lot.status !== 'closed', 'inventory.closed', 'The lot is closed.');
  must(grams <= free(lot), 'inventory.short', `The lot has ${kgOf(free(lot))} kg free, and ${kgOf(grams)} kg are wanted.`);
  const { product, cost, receivedOn, expiresOn, supplier, purchase } = lot;
  const arrival = {
    product,
    cost,
    receivedOn,
    ...(expiresOn !== undefined && { expiresOn }),
    ...(supplier !== undefined && { supplier }),
    ...(purchase !== undefined && { purchase }),
  };
  return {
    lot: [{ type: 'LotSplit', data: { lot: lot.id, into, grams: String(grams), warehouse } }],
    into: [
      { type: 'LotReceived', data: { lot: into, splitFrom: lot.id, ...arrival, grams: String(grams), warehouse } },
      ...(lot.status === 'held' ? [{ type: 'LotHeld', data: { lot: into, reason: heldBefore } } as const] : []),
    ],
  };
};

/** Its quality is in doubt: nobody may reserve it. */
export const hold = (now: Lot, reason: Label): LotEvent[] => {
  exists(now);
  must(now.status !== 'closed', 'inventory.closed', 'The lot is closed.');
  return now.status === 'held' ? [] : [{ type: 'LotHeld', data: { lot: now.id, reason } }];
};

export const setFree = (now: Lot): LotEvent[] => {
  exists(now);
  return now.status === 'held' ? [{ type: 'LotFreed', data: { lot: now.id } }] : [];
};

/** An empty lot leaves the lists. */
export const close = (now: Lot): LotEvent[] => {
  exists(now);
  if (now.status === 'closed') return [];
  must(now.onHand === 0n, 'inventory.not-empty', `There are ${kgOf(now.onHand)} kg in the lot.`);
  return [{ type: 'LotClosed', data: { lot: now.id } }];
};
