import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';
import { found, must, valid } from '#kernel/rejection';
import { integerOf } from '#kernel/trade/integer';
import type { Label } from '#kernel/trade/label';
import type { TradeDate } from '#kernel/trade/trade-date';
import type { PartyId } from './party.ts';

type OfDeal = { readonly party: PartyId; readonly deal: string; readonly paise: string };
type Receivable = { readonly receivable: string; readonly raisedOn: TradeDate; readonly dueOn: TradeDate };
type Payment = { readonly payment: string; readonly paise: string; readonly paidOn: TradeDate; readonly reference?: Label };

/** Amounts stand in events as decimal digits of paise. */
export type CreditEvent =
  | Event<'LimitSet', { party: PartyId; paise: string }>
  | Event<'HoldPlaced', OfDeal>
  | Event<'HoldReleased', OfDeal>
  | Event<'HoldConverted', OfDeal>
  | Event<'ReceivableRaised', OfDeal & Receivable>
  | Event<'PaymentRecorded', { party: PartyId } & Payment>
  | Event<'PaymentReversed', { party: PartyId; payment: string; paise: string; reason: Label }>
  /** It is not paid, and was due before today; `paise` are those that are open. */
  | Event<'ReceivableOverdue', OfDeal & { receivable: string; dueOn: TradeDate }>
  /** Somebody lets the deal pass, up to an amount, whatever the limit says. */
  | Event<'OverrideGranted', OfDeal & { by: string }>;

type Override = { readonly by: string; readonly paise: bigint };
type Raised = { readonly deal: string; readonly paise: bigint; readonly dueOn: TradeDate; readonly isOverdue?: true };
type DealCredit = { readonly held: bigint; readonly invoiced: bigint };

export type CreditAccount = {
  readonly limit: bigint;
  readonly held: bigint;
  /** Receivables less payments; below nothing where the buyer has paid in advance. */
  readonly owed: bigint;
  readonly deals: Readonly<Record<string, DealCredit>>;
  readonly overrides: Readonly<Record<string, readonly Override[]>>;
  readonly receivables: Readonly<Record<string, Raised>>;
  readonly payments: Readonly<Record<string, { readonly paise: bigint; readonly reversed: boolean }>>;
};

export const CreditAccount: Model<CreditAccount, CreditEvent> = {
  name: 'creditAccount',
  version: 2, // what was invoiced of a deal counts in full, also beyond its hold
  initial: { limit: 0n, held: 0n, owed: 0n, deals: {}, overrides: {}, receivables: {}, payments: {} },
  evolve: (now, { type, data }) => {
    const paise = integerOf(data.paise);
    switch (type) {
      case 'LimitSet':
        return { ...now, limit: paise };
      case 'HoldPlaced':
        return changed(now, data.deal, { held: paise });
      case 'HoldReleased':
      case 'HoldConverted':
        return changed(now, data.deal, { held: -paise });
      case 'ReceivableRaised':
        return {
          ...changed(now, data.deal, { invoiced: paise }),
          owed: now.owed + paise,
          receivables: { ...now.receivables, [data.receivable]: { deal: data.deal, paise, dueOn: data.dueOn } },
        };
      case 'ReceivableOverdue': {
        const raised = now.receivables[data.receivable];
        if (raised === undefined) return now;
        return { ...now, receivables: { ...now.receivables, [data.receivable]: { ...raised, isOverdue: true } } };
      }
      case 'PaymentRecorded':
        return { ...now, owed: now.owed - paise, payments: { ...now.payments, [data.payment]: { paise, reversed: false } } };
      case 'PaymentReversed':
        return { ...now, owed: now.owed + paise, payments: { ...now.payments, [data.payment]: { paise, reversed: true } } };
      case 'OverrideGranted': {
        const before = (now.overrides[data.deal] ?? []).filter(({ by }) => by !== data.by);
        return { ...now, overrides: { ...now.overrides, [data.deal]: [...before, { by: data.by, paise }] } };
      }
    }
  },
};

const nothing: DealCredit = { held: 0n, invoiced: 0n };

const changed = (now: CreditAccount, deal: string, { held = 0n, invoiced = 0n }: Partial<DealCredit>): CreditAccount => {
  const { [deal]: before = nothing, ...others } = now.deals;
  const after = { held: before.held + held, invoiced: before.invoiced + invoiced };
  const isOver = after.held === 0n && after.invoiced === 0n;
  return { ...now, held: now.held + held, deals: isOver ? others : { ...others, [deal]: after } };
};

/** What is owed, and what deals that are under way may come to. */
export const exposure = ({ owed, held }: CreditAccount): bigint => owed + held;

export const isClear = (now: CreditAccount): boolean => now.owed === 0n && now.held === 0n;

/** No deal, invoice or payment knows it. */
export const isUnused = ({ deals, receivables, payments }: CreditAccount): boolean =>
  [deals, receivables, payments].every((known) => Object.keys(known).length === 0);

export const setLimit = (now: CreditAccount, party: PartyId, paise: bigint): CreditEvent[] => {
  valid(paise >= 0n, 'customers.bad-limit', 'A credit limit is not below nothing.');
  return now.limit === paise ? [] : [{ type: 'LimitSet', data: { party, paise: String(paise) } }];
};

/** What a deal comes to, tax included, and who has submitted it. */
type Wanted = { readonly party: PartyId; readonly deal: string; readonly paise: bigint; readonly submittedBy: string };

/** Brings what is held for a deal, with what was invoiced of it, up to an amount. What is as much already stays. */
export const placeHold = (now: CreditAccount, { party, deal, paise, submittedBy }: Wanted): CreditEvent[] => {
  const { held, invoiced } = now.deals[deal] ?? nothing;
  const more = paise - held - invoiced;
  if (more <= 0n) return [];
  const isOverridden = (now.overrides[deal] ?? []).some(({ by, paise: upTo }) => by !== submittedBy && upTo >= paise);
  must(
    isOverridden || exposure(now) + more <= now.limit,
    'customers.over-limit',
    'The credit limit of the buyer does not cover this deal.',
  );
  return [{ type: 'HoldPlaced', data: { party, deal, paise: String(more) } }];
};

/** Brings what is held for a deal, with what was invoiced of it, down to an amount; by default nothing stays held. */
export const releaseHold = (
  now: CreditAccount,
  { party, deal, to = 0n }: { readonly party: PartyId; readonly deal: string; readonly to?: bigint },
): CreditEvent[] => {
  const { held, invoiced } = now.deals[deal] ?? nothing;
  const kept = to > invoiced ? to - invoiced : 0n;
  return held <= kept ? [] : [{ type: 'HoldReleased', data: { party, deal, paise: String(held - kept) } }];
};

type Due = Omit<Wanted, 'submittedBy'> & Receivable;

/** What was delivered is owed; as much of the hold as there is goes into it. */
export const raiseReceivable = (now: CreditAccount, { party, deal, paise, ...receivable }: Due): CreditEvent[] => {
  const before = now.receivables[receivable.receivable];
  if (before !== undefined) {
    must(before.paise === paise, 'customers.raised-otherwise', 'This receivable was raised with another amount.');
    return [];
  }
  valid(receivable.dueOn >= receivable.raisedOn, 'customers.bad-due-date', 'A receivable is not due before it is raised.');
  const { held } = now.deals[deal] ?? nothing;
  const converted = held < paise ? held : paise;
  return [
    ...(converted > 0n ? [{ type: 'HoldConverted', data: { party, deal, paise: String(converted) } } as const] : []),
    { type: 'ReceivableRaised', data: { party, deal, paise: String(paise), ...receivable } },
  ];
};

/** The paise of a receivable that are not paid: payments settle what was due first, and of one day what has the lower id. */
const openOf = ({ receivables, owed }: CreditAccount, receivable: string): bigint => {
  const own = receivables[receivable];
  if (own === undefined) return 0n;
  const later = Object.entries(receivables).filter(
    ([id, { dueOn }]) => dueOn > own.dueOn || (dueOn === own.dueOn && id > receivable),
  );
  const open = owed - later.reduce((sum, [, { paise }]) => sum + paise, 0n);
  return open < 0n ? 0n : open < own.paise ? open : own.paise;
};

/** Notes, once, that something due before a day is not paid. */
export const noteOverdue = (now: CreditAccount, party: PartyId, receivable: string, on: TradeDate): CreditEvent[] => {
  const raised = now.receivables[receivable];
  found(raised !== undefined, 'customers.no-receivable', 'There is no such receivable.');
  const open = openOf(now, receivable);
  if (open === 0n || raised.isOverdue || raised.dueOn >= on) return [];
  const { deal, dueOn } = raised;
  return [{ type: 'ReceivableOverdue', data: { party, deal, receivable, paise: String(open), dueOn } }];
};

/** A payment on account: it settles what was due first. The same payment is recorded once. */
export const recordPayment = (now: CreditAccount, party: PartyId, { payment, ...paid }: Payment): CreditEvent[] => {
  const before = now.payments[payment];
  if (before !== undefined) {
    must(before.paise === integerOf(paid.paise), 'customers.payment-exists', 'This payment was recorded with another amount.');
    return [];
  }
  valid(integerOf(paid.paise) > 0n, 'customers.bad-payment', 'A payment is more than nothing.');
  return [{ type: 'PaymentRecorded', data: { party, payment, ...paid } }];
};

/** The cheque bounced, or it was somebody else's. */
export const reversePayment = (now: CreditAccount, party: PartyId, payment: string, reason: Label): CreditEvent[] => {
  const before = now.payments[payment];
  found(before !== undefined, 'customers.no-payment', 'There is no such payment.');
  return before.reversed ? [] : [{ type: 'PaymentReversed', data: { party, payment, paise: String(before.paise), reason } }];
};

/** Lets a deal pass up to an amount. It counts only where somebody else has submitted the deal. */
export const grantOverride = (
  now: CreditAccount,
  { party, deal, paise, by }: { readonly party: PartyId; readonly deal: string; readonly paise: bigint; readonly by: string },
): CreditEvent[] => {
  valid(paise > 0n, 'customers.bad-override', 'An override lets an amount above nothing pass.');
  const before = (now.overrides[deal] ?? []).find((override) => override.by === by);
  if (before?.paise === paise) return [];
  return [{ type: 'OverrideGranted', data: { party, deal, paise: String(paise), by } }];
};
