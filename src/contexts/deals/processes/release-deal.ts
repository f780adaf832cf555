import { releaseHold } from '#customers/contract';
import { lowerReservations } from '#inventory/contract';
import type { Event } from '#kernel/event';
import type { Step } from '#kernel/process';
import { integerOf } from '#kernel/trade/integer';
import { call, complete, process } from '#platform/process';
import { noteRelease, releaseAllocations } from '../contract.ts';
import { type Ending, leftFrom } from '../domain/deal.ts';
import type { DealId } from '../domain/id.ts';
import { invoice, isLot, isPurchase, type Source } from '../domain/terms.ts';

type DealOver =
  | Event<'DealCancelled', Ending & { readonly purchases: 'keep' | 'cancel' }>
  | Event<'DealShortClosed', Ending>
  | Event<'DealCompleted', Ending>;

const stepsFor = (event: DealOver): readonly Step[] => {
  const { deal, terms, arrived, left, invoiced } = event.data;
  // What has left may not be issued and owed yet: that much stays held until it is.
  const lots = [...terms.sources.filter(isLot), ...arrived].map(({ line, lot }) => ({
    line,
    lot,
    left: leftFrom(left, { line, lot }),
  }));
  const isOff = event.type === 'DealCancelled';
  const isAwaited = ({ line, grams }: Source): boolean =>
    arrived.reduce((rest, each) => (each.line === line ? rest - integerOf(each.grams) : rest), integerOf(grams)) > 0n;
  // An amendment may have dropped a purchase of which something had come.
  const bought = [...terms.sources.filter(isPurchase).filter((source) => isOff || isAwaited(source)), ...(isOff ? arrived : [])];
  const purchases = [...new Set(bought.map(({ line }) => line))].map((purchase) => ({ purchase }));
  const isInvoiced = integerOf(invoiced) >= invoice(terms).total;
  const cancel = isOff && event.data.purchases === 'cancel';
  return [
    ...(isInvoiced ? [] : [call('credit', releaseHold, { party: terms.buyer, deal, paise: invoiced })]),
    ...(lots.length === 0 ? [] : [call('stock', lowerReservations, { deal, lines: lots })]),
    ...(purchases.length === 0 ? [] : [call('purchases', releaseAllocations, { deal, isOff, cancel, lines: purchases })]),
  ];
};

/** A deal is over, one way or the other: gives back whatever is still held for it. Only then may a cancelled one be submitted once more. */
export const releaseDeal = process<
  { readonly open: number; readonly cancelled?: { readonly deal: DealId; readonly attempt: number } },
  DealOver
>({
  model: {
    name: 'deals.release',
    version: 2,
    initial: { open: 0 },
    evolve: (now, event) => {
      switch (event.type) {
        case 'DealCancelled':
          return { open: stepsFor(event).length, cancelled: { deal: event.data.deal, attempt: event.data.attempt } };
        case 'DealShortClosed':
        case 'DealCompleted':
          return { open: stepsFor(event).length };
        case 'StepDone':
          return { ...now, open: now.open - 1 };
        case 'StepRefused':
        case 'TimerDue':
        case 'Compensated':
          return now;
      }
    },
  },
  forwardOnly: true,
  startedBy: ['DealCancelled', 'DealShortClosed', 'DealCompleted'],
  on: {
    DealCancelled: ({ data: { deal, attempt } }) => `${deal}.${attempt}`,
    DealShortClosed: ({ data: { deal, attempt } }) => `${deal}.${attempt}`,
    DealCompleted: ({ data: { deal, attempt } }) => `${deal}.${attempt}`,
  },
  next: ({ open, cancelled }, event) => {
    switch (event.type) {
      case 'DealCancelled':
      case 'DealShortClosed':
      case 'DealCompleted':
        return open > 0 ? stepsFor(event) : [complete];
      case 'StepDone':
        if (open > 0) return [];
        return cancelled === undefined || event.data.step === 'note' ? [complete] : [call('note', noteRelease, cancelled)];
      case 'StepRefused':
      case 'TimerDue':
      case 'Compensated':
        return [];
    }
  },
});
