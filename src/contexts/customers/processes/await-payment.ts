import { startOf, plusDays } from '#kernel/trade/trade-date';
import { call, complete, process, setTimer } from '#platform/process';
import { noteOverdue } from '../contract.ts';
import type { CreditEvent } from '../domain/credit-account.ts';

type ReceivableRaised = Extract<CreditEvent, { readonly type: 'ReceivableRaised' }>;

/** Waits until the day after a receivable is due, and notes it where it is not paid by then. */
export const awaitPayment = process<{ readonly raised?: ReceivableRaised['data'] }, ReceivableRaised>({
  model: {
    name: 'customers.await',
    initial: {},
    evolve: (now, event) => (event.type === 'ReceivableRaised' ? { raised: event.data } : now),
  },
  forwardOnly: true,
  startedBy: ['ReceivableRaised'],
  on: { ReceivableRaised: ({ data }) => data.receivable },
  next: ({ raised }, event) => {
    if (raised === undefined) return [];
    const { party, receivable, dueOn } = raised;
    switch (event.type) {
      case 'ReceivableRaised':
        return [setTimer('overdue', startOf(plusDays(dueOn, 1)))];
      case 'TimerDue':
        return [call('note', noteOverdue, { party, receivable })];
      case 'StepDone':
        return [complete];
      case 'StepRefused':
      case 'Compensated':
        return [];
    }
  },
});
