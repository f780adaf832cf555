import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';
import { found, must } from '#kernel/rejection';
import { integerOf } from '#kernel/trade/integer';
import type { Label } from '#kernel/trade/label';
import type { TradeDate } from '#kernel/trade/trade-date';
import type { DealId, DispatchId } from './id.ts';
import { gramsOf, type Terms } from './terms.ts';

export type Audience = 'all' | 'traders' | 'accounts' | 'logistics';
type No = { readonly code: string; readonly sentence: string };
/** Goods of a source that lie in a lot. */
export type LotLine = { readonly line: string; readonly lot: string; readonly grams: string };
/** `hold` counts how often stock was kept for the draft; `before` is a hold that it takes the place of. */
export type HoldRequest = {
  readonly deal: DealId;
  readonly hold: number;
  readonly lines: readonly HeldLot[];
  readonly before?: number;
};
export type HeldLot = { readonly lot: string; readonly grams: string };
export type HoldOutcome =
  | { readonly status: 'held'; readonly until: string }
  | { readonly status: 'refused'; readonly sentence: string }
  | { readonly status: 'over' };
/** `attempt` counts how often it was submitted; `paise` is what it comes to, tax included; `hold` is the one that it goes on from. */
export type Submission = {
  readonly deal: DealId;
  readonly attempt: number;
  readonly by: string;
  readonly terms: Terms;
  readonly paise: string;
  readonly hold?: number;
};
/** `dispatched` are the grams of each line that have left. */
export type Amendment = {
  readonly deal: DealId;
  readonly amendment: number;
  readonly by: string;
  readonly terms: Terms;
  readonly before: Terms;
  readonly dispatched: Readonly<Record<string, string>>;
  readonly left: readonly LotLine[];
};
/** What may still be promised to the deal when it ends; what has left, by line in grams and from which lots; and what it came to. */
export type Ending = {
  readonly deal: DealId;
  readonly attempt: number;
  readonly terms: Terms;
  readonly arrived: readonly LotLine[];
  readonly dispatched: Readonly<Record<string, string>>;
  readonly left: readonly LotLine[];
  readonly invoiced: string;
};

export type DealEvent =
  | Event<'DealDrafted', { deal: DealId; by: string; terms: Terms }>
  /** Somebody else accepts that the deal loses money, up to so many paise. */
  | Event<'LossApproved', { deal: DealId; by: string; paise: string }>
  | Event<'HoldRequested', HoldRequest>
  | Event<'HoldNoted', { deal: DealId; hold: number } & HoldOutcome>
  | Event<'DealSubmitted', Submission>
  | Event<'DealConfirmed', { deal: DealId; number: string; on: TradeDate }>
  | Event<'DealRejected', { deal: DealId } & No>
  | Event<'AmendmentRequested', Amendment>
  | Event<'DealAmended', { deal: DealId; amendment: number; terms: Terms; before: Terms; status: Progressed }>
  | Event<'AmendmentRefused', { deal: DealId; amendment: number } & No>
  /** What was bought for the deal now lies in a lot, reserved. */
  | Event<'SourceArrived', { deal: DealId } & LotLine>
  | Event<
      'DispatchRecorded',
      { deal: DealId; dispatch: DispatchId; lines: readonly LotLine[]; paise: string; dispatched: string; status: Progressed }
    >
  | Event<'DealShortClosed', Ending & { reason: Label }>
  | Event<'DealCancelled', Ending & { reason: Label; purchases: 'keep' | 'cancel' }>
  /** All that was held for the cancelled deal is given back. */
  | Event<'DealReleased', { deal: DealId }>
  | Event<'DealCompleted', Ending>
  | Event<'RemarkAdded', { deal: DealId; by: string; audience: Audience; text: Label }>;

/** How far a confirmed deal has come. */
type Progressed = 'confirmed' | 'part-dispatched' | 'dispatched';

export type Status = Progressed | 'draft' | 'pending' | 'completed' | 'rejected' | 'cancelled' | 'short-closed';

export type Known = {
  readonly status: Status;
  readonly id: DealId;
  readonly by: string;
  readonly terms: Terms;
  readonly attempt: number;
  readonly number?: string;
  readonly rejection?: No;
  readonly approvals: Readonly<Record<string, bigint>>;
  readonly amendments: number;
  /** Stock that is kept for it while it is a draft. */
  readonly hold?: { readonly number: number; readonly lines: readonly HeldLot[] } & (HoldOutcome | { readonly status: 'asked' });
  /** It is cancelled, and what was held for it is on its way back. */
  readonly releasing?: true;
  /** The terms that are being asked for, until they are taken or refused. */
  readonly amending?: Terms;
  readonly arrived: readonly LotLine[];
  /** Grams of each line that have left. */
  readonly dispatched: Readonly<Record<string, bigint>>;
  /** What has left, dispatch by dispatch. */
  readonly left: readonly LotLine[];
  readonly dispatches: readonly DispatchId[];
  readonly invoiced: bigint;
};
export type Deal = { readonly status: 'none' } | Known;

export const Deal: Model<Deal, DealEvent> = {
  name: 'deal',
  initial: { status: 'none' },
  evolve: (now, event) => {
    if (event.type === 'DealDrafted') {
      const { deal, by, terms } = event.data;
      return { ...(now.status === 'none' ? newDeal : now), id: deal, status: 'draft', by, terms };
    }
    if (now.status === 'none') return event.type === 'DealSubmitted' ? submitted(newDeal, event.data) : now;
    switch (event.type) {
      case 'HoldRequested':
        return { ...now, hold: { number: event.data.hold, lines: event.data.lines, status: 'asked' } };
      case 'HoldNoted': {
        const { deal: _, hold: number, ...outcome } = event.data;
        return { ...now, hold: { number, lines: now.hold?.lines ?? [], ...outcome } };
      }
      case 'LossApproved':
        return { ...now, approvals: { ...now.approvals, [event.data.by]: integerOf(event.data.paise) } };
      case 'DealSubmitted':
        return submitted(now, event.data);
      case 'DealConfirmed':
        return { ...now, status: 'confirmed', number: event.data.number };
      case 'DealRejected':
        return { ...now, status: 'rejected', rejection: { code: event.data.code, sentence: event.data.sentence } };
      case 'AmendmentRequested':
        return { ...now, amendments: event.data.amendment, amending: event.data.terms };
      case 'DealAmended':
        return { ...settled(now), terms: event.data.terms, status: event.data.status };
      case 'AmendmentRefused':
        return settled(now);
      case 'SourceArrived': {
        const { line, lot, grams } = event.data;
        return { ...now, arrived: [...now.arrived, { line, lot, grams }] };
      }
      case 'DispatchRecorded': {
        const { dispatch, lines, paise, status } = event.data;
        const dispatched = lines.reduce(
          (sums, { line, grams }) => ({ ...sums, [line]: (sums[line] ?? 0n) + integerOf(grams) }),
          now.dispatched,
        );
        const invoiced = now.invoiced + integerOf(paise);
        return { ...now, status, dispatched, left: [...now.left, ...lines], dispatches: [...now.dispatches, dispatch], invoiced };
      }
      case 'DealShortClosed':
        return { ...now, status: 'short-closed' };
      case 'DealCancelled':
        return { ...now, status: 'cancelled', releasing: true };
      case 'DealReleased':
        return released(now);
      case 'DealCompleted':
        return { ...now, status: 'completed' };
      case 'RemarkAdded':
        return now;
    }
  },
};

const newDeal = { attempt: 0, approvals: {}, amendments: 0, arrived: [], dispatched: {}, left: [], dispatches: [], invoiced: 0n };

const submitted = (now: Omit<Known, 'id' | 'by' | 'terms' | 'status'>, { deal, attempt, by, terms }: Submission): Known => {
  const { rejection: _, ...rest } = now;
  return { ...rest, id: deal, status: 'pending', by, terms, attempt, arrived: [] };
};

const released = (now: Known): Known => {
  const { releasing: _, ...rest } = now;
  return rest;
};

const settled = (now: Known): Known => {
  const { amending: _, ...rest } = now;
  return rest;
};

/** The grams that have left from a lot for a line. */
export const leftFrom = (left: readonly LotLine[], { line, lot }: Pick<LotLine, 'line' | 'lot'>): string =>
  String(left.reduce((sum, each) => (each.line === line && each.lot === lot ? sum + integerOf(each.grams) : sum), 0n));

/** The grams of each line that have left, as events carry them. */
export const leftOf = ({ dispatched }: Pick<Known, 'dispatched'>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(dispatched).map(([line, grams]) => [line, String(grams)]));

export const dispatchedOf = ({ dispatched }: Pick<Known, 'dispatched'>): bigint =>
  Object.values(dispatched).reduce((total, grams) => total + grams, 0n);

/** How far a deal has come of which so much has left. */
export const progressed = (terms: Terms, left: bigint): Progressed => {
  if (left === 0n) return 'confirmed';
  return left < gramsOf(terms) ? 'part-dispatched' : 'dispatched';
};

export function exists(deal: Deal): asserts deal is Known {
  found(deal.status !== 'none', 'deals.no-deal', 'There is no such deal.');
}

/** Confirmed, and not over. */
export const isStanding = ({ status }: Deal): boolean =>
  status === 'confirmed' || status === 'part-dispatched' || status === 'dispatched';

export function stands(deal: Deal): asserts deal is Known {
  exists(deal);
  must(isStanding(deal), 'deals.not-standing', `The deal is ${deal.status}.`);
}

/** Refuses while new terms are being asked for. */
export const isSettled = (deal: Known): void =>
  must(deal.amending === undefined, 'deals.amending', 'New terms of the deal are being asked for. Wait until that is settled.');
