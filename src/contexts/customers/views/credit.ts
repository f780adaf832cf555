import { integerOf } from '#kernel/trade/integer';
import { view } from '#platform/view';
import type { CreditEvent } from '../domain/credit-account.ts';

type CreditRow = { readonly party: string; readonly held: string; readonly raised: string; readonly paid: string };

/** The paise of each buyer: held for deals, raised as receivables, paid. */
export const credit = view<CreditEvent, CreditRow, 'party'>({
  name: 'customers.credit',
  key: ['party'],
  on: {
    HoldPlaced: ({ data: { party, paise } }, rows) => rows.add({ party }, { held: integerOf(paise) }),
    HoldReleased: ({ data: { party, paise } }, rows) => rows.add({ party }, { held: -integerOf(paise) }),
    HoldConverted: ({ data: { party, paise } }, rows) => rows.add({ party }, { held: -integerOf(paise) }),
    ReceivableRaised: ({ data: { party, paise } }, rows) => rows.add({ party }, { raised: integerOf(paise) }),
    PaymentRecorded: ({ data: { party, paise } }, rows) => rows.add({ party }, { paid: integerOf(paise) }),
    PaymentReversed: ({ data: { party, paise } }, rows) => rows.add({ party }, { paid: -integerOf(paise) }),
  },
});

export const limits = view<CreditEvent, { readonly party: string; readonly paise: string }, 'party'>({
  name: 'customers.limits',
  key: ['party'],
  on: { LimitSet: ({ data: { party, paise } }, rows) => rows.put({ party, paise }) },
});
