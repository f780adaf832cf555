import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { Deal, exists, isSettled, stands } from '../domain/deal.ts';
import { DispatchNote, prepare } from '../domain/dispatch-note.ts';
import { canLeave } from '../domain/fulfilling.ts';
import { DealId, DispatchId } from '../domain/id.ts';
import { Lines, linesOf } from './dispatch-shape.ts';

export const prepareDispatch = command({
  name: 'deals.prepareDispatch',
  summary: 'Prepares a dispatch note: what is to leave for a deal, and from which lots.',
  access: 'dispatch:write',
  public: true,
  answers: 201,
  input: t.Object({ deal: Id, id: t.Optional(Id), lines: Lines }),
  output: t.Object({ id: Id }),
  run: ({ deal: given, id, lines: wanted }, { events, newId }) => {
    const [deal, dispatch] = [DealId(given), DispatchId(id ?? newId())];
    const lines = linesOf(wanted);
    return events.decide(
      { deal: [Deal, deal], note: [DispatchNote, dispatch] },
      (now) => {
        exists(now.deal);
        if (now.note.status === 'none') {
          stands(now.deal);
          isSettled(now.deal);
          canLeave(now.deal, lines);
        } // asked for once more, it is prepared already, however far its goods have come
        const { number: dealNumber = '', terms } = now.deal;
        const { buyerName, code, grade } = terms;
        return { note: prepare(now.note, { dispatch, deal, dealNumber, buyerName, code, grade, lines }) };
      },
      () => ({ id: dispatch }),
    );
  },
});
