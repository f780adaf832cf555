import { Type as t } from 'typebox';
import { Label } from '#kernel/trade/label';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { Deal, stands } from '../domain/deal.ts';
import { DispatchNote, exists, load } from '../domain/dispatch-note.ts';
import { canLeave } from '../domain/fulfilling.ts';
import { DispatchId } from '../domain/id.ts';
import { Lines, linesOf } from './dispatch-shape.ts';
import { whileReserved } from './while-reserved.ts';

export const loadDispatch = command({
  name: 'deals.loadDispatch',
  summary: 'Says with which lorry the goods go, and what the scales showed. More than was planned is reserved first.',
  access: 'dispatch:write',
  public: true,
  input: t.Object({
    id: Id,
    vehicle: t.String(),
    transporter: t.String(),
    lorryReceipt: t.Optional(t.String()),
    lines: t.Optional(Lines),
  }),
  output: t.Object({}),
  run: async ({ id, vehicle, transporter, lorryReceipt, lines: weighed }, ports) => {
    const { events } = ports;
    const dispatch = DispatchId(id);
    const { state: note } = await events.read(DispatchNote, dispatch);
    exists(note);
    const lines = weighed === undefined ? note.lines : linesOf(weighed);
    const { state: deal } = await events.read(Deal, note.deal);
    stands(deal);
    canLeave(deal, lines);
    const carriage = {
      vehicle: Label(vehicle),
      transporter: Label(transporter),
      ...(lorryReceipt !== undefined && { lorryReceipt: Label(lorryReceipt) }),
    };
    return whileReserved(ports, deal, weighed === undefined ? [] : lines, () =>
      events.decide(
        { note: [DispatchNote, dispatch], deal: [Deal, note.deal] },
        (now) => {
          stands(now.deal);
          canLeave(now.deal, lines);
          return { note: load(now.note, lines, carriage) };
        },
        () => ({}),
      ),
    );
  },
});
