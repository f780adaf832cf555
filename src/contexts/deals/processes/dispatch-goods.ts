import { raiseReceivable } from '#customers/contract';
import { issueStock } from '#inventory/contract';
import { call, complete, process } from '#platform/process';
import type { DispatchEvent } from '../domain/dispatch-note.ts';

type DispatchDeparted = Extract<DispatchEvent, { readonly type: 'DispatchDeparted' }>;

/** Goods have left: takes them out of stock, and says what the buyer owes. There is no way back from what has left. */
export const dispatchGoods = process<{ readonly departure?: DispatchDeparted['data'] }, DispatchDeparted>({
  model: {
    name: 'deals.dispatch',
    initial: {},
    evolve: (now, event) => (event.type === 'DispatchDeparted' ? { departure: event.data } : now),
  },
  forwardOnly: true,
  startedBy: ['DispatchDeparted'],
  on: { DispatchDeparted: ({ data }) => data.dispatch },
  next: ({ departure }, event) => {
    if (departure === undefined) return [];
    const { dispatch, deal, buyer, lines, paise, on, dueOn } = departure;
    switch (event.type) {
      case 'DispatchDeparted':
        return [call('issue', issueStock, { deal, dispatch, lines: [...lines] })];
      case 'StepDone': {
        if (event.data.step !== 'issue') return [complete];
        return [call('receivable', raiseReceivable, { party: buyer, deal, receivable: dispatch, paise, raisedOn: on, dueOn })];
      }
      case 'StepRefused':
      case 'TimerDue':
      case 'Compensated':
        return [];
    }
  },
});
