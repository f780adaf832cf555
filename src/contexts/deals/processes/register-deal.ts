import type { Event } from '#kernel/event';
import { call, compensate, complete, process } from '#platform/process';
import { confirmDeal, rejectDeal } from '../contract.ts';
import type { Submission } from '../domain/deal.ts';
import { needsOf, taking } from './needs.ts';

type DealSubmitted = Event<'DealSubmitted', Submission>;
type Registering = { readonly submission?: Submission; readonly open: number };

const minutes = 60_000;

/**
 * Holds credit, stock and goods to come, all at once, and confirms the deal when it has them. Where one of them is refused, or it takes longer
 * than two minutes, what is held is given back and the deal is rejected. Each time that a deal is submitted is a process of its own.
 */
export const registerDeal = process<Registering, DealSubmitted>({
  model: {
    name: 'deals.register',
    initial: { open: 0 },
    evolve: (now, event) => {
      if (event.type === 'DealSubmitted') return { submission: event.data, open: needsOf(event.data).length };
      return event.type === 'StepDone' ? { ...now, open: now.open - 1 } : now;
    },
  },
  startedBy: ['DealSubmitted'],
  on: { DealSubmitted: ({ data: { deal, attempt } }) => `${deal}.${attempt}` },
  deadline: 2 * minutes,
  next: ({ submission, open }, event) => {
    if (submission === undefined) return [];
    const { deal, attempt, terms } = submission;
    switch (event.type) {
      case 'DealSubmitted':
        return needsOf(submission).map(taking);
      case 'StepDone':
        if (event.data.step === 'confirm' || event.data.step === 'reject') return [complete];
        return open === 0 ? [call('confirm', confirmDeal, { deal, attempt, on: terms.on }, { pivot: true })] : [];
      case 'StepRefused':
        return [compensate(event.data)];
      case 'Compensated':
        return [call('reject', rejectDeal, { deal, attempt, ...event.data })];
      case 'TimerDue':
        return [];
    }
  },
});
