import { must, Rejection } from '#kernel/rejection';
import type { Label } from '#kernel/trade/label';
import { type TradeDate } from '#kernel/trade/trade-date';
import { type Audience, type Deal, type DealEvent, exists } from './deal.ts';
import { standingHold } from './holding.ts';
import type { DealId } from './id.ts';
import { check, invoice, profitOf, type Terms } from './terms.ts';

type Entry = { readonly deal: DealId; readonly by: string; readonly terms: Terms };

/** Writes terms down, or writes them down anew, for as long as they are nobody's business. */
export const draft = (now: Deal, { deal, by, terms }: Entry): DealEvent[] => {
  must(now.status === 'none' || now.status === 'draft', 'deals.not-a-draft', `The deal is ${now.status}.`);
  return [{ type: 'DealDrafted', data: { deal, by, terms: check(terms) } }];
};

/** Lets a deal pass that loses so many paise. It counts only where somebody else submits the deal. */
export const approveLoss = (now: Deal, by: string): DealEvent[] => {
  exists(now);
  must(now.status === 'draft' || now.status === 'rejected', 'deals.not-a-draft', `The deal is ${now.status}.`);
  must(now.by !== by, 'deals.own-deal', 'Nobody approves their own deal. Ask somebody else.');
  const { profit } = profitOf(now.terms);
  if (profit >= 0n || now.approvals[by] === -profit) return [];
  return [{ type: 'LossApproved', data: { deal: now.id, by, paise: String(-profit) } }];
};

/** Asks for everything that the deal needs. A deal that was rejected or cancelled may be submitted once more, with the terms it had. */
export const submit = (now: Deal, { deal, by, terms }: Entry): DealEvent[] => {
  must(
    now.status === 'none' || now.status === 'draft' || now.status === 'rejected' || now.status === 'cancelled',
    'deals.submitted-before',
    `The deal is ${now.status}.`,
  );
  if (now.status === 'cancelled' && now.releasing)
    throw new Rejection('busy', 'deals.releasing', 'What was held for the deal is being given back. Try again in a moment.');
  const { profit } = profitOf(check(terms));
  const approvals = now.status === 'none' ? [] : Object.entries(now.approvals);
  must(
    profit >= 0n || approvals.some(([approver, upTo]) => approver !== by && upTo >= -profit),
    'deals.loss',
    'The deal loses money. Somebody else who may approve that must do so first.',
  );
  const attempt = now.status === 'none' ? 1 : now.attempt + 1;
  const hold = now.status === 'draft' ? standingHold(now) : undefined;
  const paise = String(invoice(terms).total);
  return [{ type: 'DealSubmitted', data: { deal, attempt, by, terms, paise, ...(hold !== undefined && { hold }) } }];
};

export const attemptOf = (now: Deal): number => (now.status === 'none' ? 0 : now.attempt);

/** Refuses a step of another attempt. One that a saga has asked before steps named their attempt names none. */
export const assertAttempt = (now: Deal, attempt: number | undefined): void =>
  must(
    attempt === undefined || attempt === attemptOf(now),
    'deals.other-attempt',
    `This is a step of attempt ${attempt}. The deal is at attempt ${attemptOf(now)}.`,
  );

/** All that it needs is there. `number` is that of the document. */
export const confirm = (now: Deal, number: string, on: TradeDate): DealEvent[] => {
  exists(now);
  must(now.status === 'pending', 'deals.not-pending', `The deal is ${now.status}.`);
  return [{ type: 'DealConfirmed', data: { deal: now.id, number, on } }];
};

/** Something that it needs is not to be had. */
export const reject = (now: Deal, no: { readonly code: string; readonly sentence: string }): DealEvent[] => {
  exists(now);
  if (now.status === 'rejected') return [];
  must(now.status === 'pending', 'deals.not-pending', `The deal is ${now.status}.`);
  return [{ type: 'DealRejected', data: { deal: now.id, ...no } }];
};

export const remark = (
  now: Deal,
  said: { readonly by: string; readonly audience: Audience; readonly text: Label },
): DealEvent[] => {
  exists(now);
  return [{ type: 'RemarkAdded', data: { deal: now.id, ...said } }];
};
