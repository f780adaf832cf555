import { lowerReservations, reserveLots } from '#inventory/contract';
import type { Event } from '#kernel/event';
import { asked, call, compensate, complete, process, setTimer } from '#platform/process';
import { noteHold } from '../contract.ts';
import type { HoldRequest } from '../domain/deal.ts';
import { HELD_FOR, holdLine } from '../domain/holding.ts';

type HoldRequested = Event<'HoldRequested', HoldRequest>;

const minutes = 60_000;

/**
 * Keeps stock for a draft, and gives it back after a while. A deal that is submitted meanwhile takes the place of the hold in each lot by itself;
 * what it does not take is free again when the time is over.
 */
export const holdStock = process<{ readonly request?: HoldRequest }, HoldRequested>({
  model: {
    name: 'deals.hold',
    initial: {},
    evolve: (now, event) => (event.type === 'HoldRequested' ? { request: event.data } : now),
  },
  startedBy: ['HoldRequested'],
  on: { HoldRequested: ({ data: { deal, hold } }) => `${deal}.${hold}` },
  next: ({ request }, event) => {
    if (request === undefined) return [];
    const { deal, hold, lines, before } = request;
    const held = lines.map(({ lot, grams }) => ({ line: holdLine(hold), lot, grams }));
    const back = { deal, lines: held.map(({ line, lot }) => ({ line, lot })) };
    const replacing = before === undefined ? {} : { replacing: [holdLine(before)] };
    switch (event.type) {
      case 'HoldRequested':
        return [call('take', reserveLots, { deal, lines: held, ...replacing }, { undo: asked(lowerReservations, back) })];
      case 'StepDone':
        if (event.data.step === 'take')
          return [setTimer('expiry', HELD_FOR * minutes), call('note', noteHold, { deal, hold, status: 'held' })];
        if (event.data.step === 'give back') return [call('end', noteHold, { deal, hold, status: 'over' })];
        return event.data.step === 'note' ? [] : [complete];
      case 'TimerDue':
        return [call('give back', lowerReservations, back)];
      case 'StepRefused':
        return [compensate(event.data)];
      case 'Compensated':
        return [call('refuse', noteHold, { deal, hold, status: 'refused', sentence: event.data.sentence })];
    }
  },
});
