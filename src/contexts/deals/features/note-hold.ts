import { command } from '#platform/feature';
import { noteHold as contract } from '../contract.ts';
import { Deal } from '../domain/deal.ts';
import { HELD_FOR, noteHold as note } from '../domain/holding.ts';
import { DealId } from '../domain/id.ts';
import { assertAllHeld } from './held.ts';
import { holding } from './late-steps.ts';

const minutes = 60_000;

export const noteHold = command({
  ...contract,
  access: 'deals:admin',
  run: ({ deal: given, hold, status, sentence = '' }, { events, now }) => {
    const deal = DealId(given);
    const until = new Date(now().getTime() + HELD_FOR * minutes).toISOString();
    const outcome = {
      held: { status: 'held', until },
      refused: { status: 'refused', sentence },
      over: { status: 'over' },
    } as const;
    return events.decide(
      { deal: [Deal, deal], saga: [holding, `${deal}.${hold}`] },
      (now) => {
        const noted = note(now.deal, deal, hold, outcome[status]);
        if (noted.length > 0 && status === 'held') assertAllHeld(now.saga, 'note');
        return { deal: noted };
      },
      () => ({}),
    );
  },
});
