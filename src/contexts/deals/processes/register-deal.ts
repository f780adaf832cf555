import type { Event } from '#kernel/event';
import { call, compensate, complete, process } from '#platform/process';
import { confirmDeal, rejectDeal } from '../contract.ts';
import type { Submission } from '../domain/deal.ts';
import { needsOf, taking } from './needs.ts';

type DealSubmitted = Event<'DealSubmitted', Submission>;
type Registering = { readonly submission?: Submission };

const minutes = 60_000;

/**
 * Holds credit, stock and goods to come, one after the other, and confirms the deal. Where one of them is refused, or it takes longer than two
 * minutes, what is held is given back and the deal is rejected. Each time that a deal is submitted is a process of its own.
 */
export const registerDeal = process<Registering, DealSubmitted>({
  model: {
    name: 'deals.register',
    initial: {},
    evolve: (now, event) => (event.type === 'DealSubmitted' ? { submission: event.data } : now),
  },
  startedBy: ['DealSubmitted'],
  on: { DealSubmitted: ({ data: { deal, attempt } }) => `${deal}.${attempt}` },
  deadline: 2 * minutes,
  next: ({ submission }, event) => {
    if (submission === undefined) return [];
    const { deal, by, terms } = submission;
    const needs = needsOf(deal, by, terms);
    const from = (index: number) => {
      const need = needs[index];
      return [need === undefined ? call('confirm', confirmDeal, { deal }, { pivot: true }) : taking(need)];
    };
    switch (event.type) {
      case 'DealSubmitted':
        return from(0);
      case 'StepDone': {
        if (event.data.step === 'confirm' || event.data.step === 'reject') return [complete];
        return from(1 + needs.findIndex(({ name }) => name === event.data.step));
      }
      case 'StepRefused':
        return [compensate(event.data)];
      case 'Compensated':
        return [call('reject', rejectDeal, { deal, ...event.data })];
      case 'TimerDue':
        return [];
    }
  },
});
