import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold } from '#kernel/model';
import { Rejection } from '#kernel/rejection';
import { Label } from '#kernel/trade/label';
import { TradeDate } from '#kernel/trade/trade-date';
import { given } from '#testing/given';
import {
  CreditAccount,
  type CreditEvent,
  exposure,
  grantOverride,
  noteOverdue,
  placeHold,
  raiseReceivable,
  recordPayment,
  releaseHold,
  reversePayment,
  setLimit,
} from './credit-account.ts';
import { PartyId } from './party.ts';

const party = PartyId('party');
const day = TradeDate('2026-11-28');
const limit = (paise: string): CreditEvent => ({ type: 'LimitSet', data: { party, paise } });
const held = (paise: string, deal = 'deal'): CreditEvent => ({ type: 'HoldPlaced', data: { party, deal, paise } });
const wanting =
  (paise: bigint, deal = 'deal') =>
  (now: CreditAccount) =>
    placeHold(now, { party, deal, paise, submittedBy: 'ann' });
const owed = (paise: string, receivable = 'r'): CreditEvent => ({
  type: 'ReceivableRaised',
  data: { party, deal: 'old', paise, receivable, raisedOn: day, dueOn: day },
});
const due = { party, deal: 'deal', receivable: 'r', raisedOn: day, dueOn: day };

test('invariant 5: receivables, open holds and this deal stay within the limit', () => {
  given(CreditAccount, limit('100')).when(wanting(100n)).then(held('100'));
  given(CreditAccount, limit('100')).when(wanting(101n)).thenRejected('customers.over-limit');
  given(CreditAccount, limit('100'), owed('60'), held('30', 'other')).when(wanting(10n)).then(held('10'));
  given(CreditAccount, limit('100'), owed('60'), held('30', 'other')).when(wanting(11n)).thenRejected('customers.over-limit');
  given(CreditAccount).when(wanting(1n)).thenRejected('customers.over-limit');
});

test('invariant 5: only somebody else than the submitter lets a deal pass, and only up to the amount', () => {
  const granted = (by: string, paise: string): CreditEvent => ({
    type: 'OverrideGranted',
    data: { party, deal: 'deal', paise, by },
  });
  given(CreditAccount, granted('bob', '100')).when(wanting(100n)).then(held('100'));
  given(CreditAccount, granted('bob', '100')).when(wanting(101n)).thenRejected('customers.over-limit');
  given(CreditAccount, granted('ann', '100')).when(wanting(100n)).thenRejected('customers.over-limit');
  given(CreditAccount, granted('ann', '100'), granted('ann', '200')).when(wanting(100n)).thenRejected('customers.over-limit');
  given(CreditAccount, granted('ann', '100'), granted('bob', '100')).when(wanting(100n)).then(held('100'));
  given(CreditAccount, granted('bob', '100')).when(wanting(100n, 'other')).thenRejected('customers.over-limit');
  given(CreditAccount, granted('bob', '100'))
    .when((now) => grantOverride(now, { party, deal: 'deal', paise: 100n, by: 'bob' }))
    .thenNothing();
});

test('a hold is brought to an amount, up and down, so that asking twice does no more', () => {
  given(CreditAccount, limit('100'), held('60')).when(wanting(60n)).thenNothing();
  given(CreditAccount, limit('100'), held('60')).when(wanting(80n)).then(held('20'));
  given(CreditAccount, limit('100'), held('60'))
    .when((now) => releaseHold(now, { party, deal: 'deal', to: 40n }))
    .then({ type: 'HoldReleased', data: { party, deal: 'deal', paise: '20' } });
  given(CreditAccount, limit('100'), held('60'))
    .when((now) => releaseHold(now, { party, deal: 'deal' }))
    .then({ type: 'HoldReleased', data: { party, deal: 'deal', paise: '60' } });
  given(CreditAccount)
    .when((now) => releaseHold(now, { party, deal: 'deal' }))
    .thenNothing();
});

test('what is delivered turns the hold into a receivable, and what is invoiced is not held again', () => {
  const converted: CreditEvent = { type: 'HoldConverted', data: { party, deal: 'deal', paise: '60' } };
  const raised = (paise: string): CreditEvent => ({ type: 'ReceivableRaised', data: { ...due, paise } });
  given(CreditAccount, limit('100'), held('60'))
    .when((now) => raiseReceivable(now, { ...due, paise: 60n }))
    .then(converted, raised('60'));
  given(CreditAccount, limit('100'), held('60'))
    .when((now) => raiseReceivable(now, { ...due, paise: 70n }))
    .then(converted, raised('70'));
  given(CreditAccount, limit('100'), held('60'), converted, raised('60'))
    .when((now) => raiseReceivable(now, { ...due, paise: 60n }))
    .thenNothing();
  given(CreditAccount, limit('100'), held('60'), converted, raised('60'))
    .when((now) => raiseReceivable(now, { ...due, paise: 61n }))
    .thenRejected('customers.raised-otherwise');
  given(CreditAccount, limit('100'), held('60'), converted, raised('60')).when(wanting(60n)).thenNothing();
});

test('what was due before a day and is not paid is noted once; what is paid settles what was due first', () => {
  const [first, second] = [TradeDate('2026-11-01'), TradeDate('2026-11-10')];
  const raised = (receivable: string, paise: string, dueOn: TradeDate): CreditEvent => ({
    type: 'ReceivableRaised',
    data: { ...due, receivable, paise, raisedOn: first, dueOn },
  });
  const both = [raised('b', '50', second), raised('a', '60', first)];
  const paid = (paise: string): CreditEvent => ({ type: 'PaymentRecorded', data: { party, payment: paise, paise, paidOn: day } });
  const overdue = (receivable: string, paise: string, dueOn: TradeDate): CreditEvent => ({
    type: 'ReceivableOverdue',
    data: { party, deal: 'deal', receivable, paise, dueOn },
  });
  const note =
    (receivable: string, on = day) =>
    (now: CreditAccount) =>
      noteOverdue(now, party, receivable, on);
  given(CreditAccount, ...both)
    .when(note('a'))
    .then(overdue('a', '60', first));
  given(CreditAccount, ...both, paid('20'))
    .when(note('a'))
    .then(overdue('a', '40', first));
  given(CreditAccount, ...both, paid('60'))
    .when(note('a'))
    .thenNothing();
  given(CreditAccount, ...both, paid('70'))
    .when(note('b'))
    .then(overdue('b', '40', second));
  given(CreditAccount, ...both, paid('500'))
    .when(note('b'))
    .thenNothing();
  given(CreditAccount, ...both, overdue('a', '60', first))
    .when(note('a'))
    .thenNothing();
  given(CreditAccount, ...both)
    .when(note('a', first))
    .thenNothing();
  given(CreditAccount).when(note('a')).thenRejected('customers.no-receivable');
});

test('payments are recorded once, and taken back', () => {
  const paid = { payment: 'p', paise: '50', paidOn: day };
  given(CreditAccount, owed('60'))
    .when((now) => recordPayment(now, party, paid))
    .then({ type: 'PaymentRecorded', data: { party, ...paid } });
  const recorded: CreditEvent = { type: 'PaymentRecorded', data: { party, ...paid } };
  given(CreditAccount, recorded)
    .when((now) => recordPayment(now, party, paid))
    .thenNothing();
  given(CreditAccount, recorded)
    .when((now) => recordPayment(now, party, { ...paid, paise: '51' }))
    .thenRejected('customers.payment-exists');
  given(CreditAccount)
    .when((now) => recordPayment(now, party, { ...paid, paise: '0' }))
    .thenRejected('customers.bad-payment');
  const back = (now: CreditAccount) => reversePayment(now, party, 'p', Label('bounced'));
  const reversed: CreditEvent = { type: 'PaymentReversed', data: { party, payment: 'p', paise: '50', reason: Label('bounced') } };
  given(CreditAccount, recorded).when(back).then(reversed);
  given(CreditAccount, recorded, reversed).when(back).thenNothing();
  given(CreditAccount).when(back).thenRejected('customers.no-payment');
  given(CreditAccount)
    .when((now) => setLimit(now, party, -1n))
    .thenRejected('customers.bad-limit');
});

test('invariant 5: whatever happens, a hold that was placed kept the exposure within the limit, and nothing is lost', () => {
  const deals = fc.constantFrom('a', 'b', 'c');
  const amount = fc.bigInt({ min: 1n, max: 60n });
  const step = fc.oneof(
    fc.record({ do: fc.constant('hold' as const), deal: deals, paise: amount }),
    fc.record({ do: fc.constant('release' as const), deal: deals, paise: amount }),
    fc.record({ do: fc.constant('deliver' as const), deal: deals, paise: amount }),
    fc.record({ do: fc.constant('pay' as const), deal: deals, paise: amount }),
  );
  const history = fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
    const events: CreditEvent[] = [limit('100')];
    for (const [at, { do: what, deal, paise }] of steps.entries()) {
      const now = fold(CreditAccount, events);
      const decided = attempt(() => {
        switch (what) {
          case 'hold':
            return placeHold(now, { party, deal, paise, submittedBy: 'ann' });
          case 'release':
            return releaseHold(now, { party, deal, to: paise });
          case 'deliver':
            return raiseReceivable(now, { ...due, deal, receivable: `${at}`, paise });
          case 'pay':
            return recordPayment(now, party, { payment: `${at}`, paise: String(paise), paidOn: day });
        }
      });
      events.push(...decided);
      const after = fold(CreditAccount, events);
      if (what === 'hold' && decided.length > 0) expect(exposure(after) <= after.limit).toBe(true);
      const sum = (...types: readonly CreditEvent['type'][]) =>
        events.reduce((total, { type, data }) => (types.includes(type) ? total + BigInt(data.paise) : total), 0n);
      expect(after.held).toBe(sum('HoldPlaced') - sum('HoldReleased', 'HoldConverted'));
      expect(after.owed).toBe(sum('ReceivableRaised') - sum('PaymentRecorded'));
      expect(after.held).toBe(Object.values(after.deals).reduce((total, each) => total + each.held, 0n));
      expect(Object.values(after.deals).every((each) => each.held >= 0n)).toBe(true);
    }
  });
  fc.assert(history, { numRuns: 1_000 });
});

const attempt = (decide: () => CreditEvent[]): CreditEvent[] => {
  try {
    return decide();
  } catch (error) {
    if (error instanceof Rejection) return [];
    throw error;
  }
};

test('a receivable is not due before it is raised, and an override lets something pass', () => {
  const due = { party, deal: 'deal', paise: 60n, receivable: 'r', raisedOn: day };
  given(CreditAccount)
    .when((now) => raiseReceivable(now, { ...due, dueOn: TradeDate('2026-11-27') }))
    .thenRejected('customers.bad-due-date');
  given(CreditAccount)
    .when((now) => grantOverride(now, { party, deal: 'deal', paise: 0n, by: 'bob' }))
    .thenRejected('customers.bad-override');
});
