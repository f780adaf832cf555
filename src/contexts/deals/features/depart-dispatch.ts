import { type Static, Type as t } from 'typebox';
import { Rejection, valid } from '#kernel/rejection';
import { plusDays, TradeDate, tradeDateAt } from '#kernel/trade/trade-date';
import { command, type Ports } from '#platform/feature';
import { Day, Id } from '../contract.ts';
import { Deal, isSettled, stands } from '../domain/deal.ts';
import { depart as departed, DispatchNote, exists } from '../domain/dispatch-note.ts';
import { canLeave, recordDispatch } from '../domain/fulfilling.ts';
import { DispatchId } from '../domain/id.ts';
import { Series, seriesOf, takeNumber } from '../domain/series.ts';
import { whileReserved } from './while-reserved.ts';

const Input = t.Object({ id: Id, on: t.Optional(Day) });

export const departDispatch = command({
  name: 'deals.departDispatch',
  summary: 'Says that the lorry has left: the note gets its number, the goods leave the stock, and the buyer owes for them.',
  access: 'dispatch:write',
  public: true,
  input: Input,
  output: t.Object({ number: t.String() }),
  run: async (input, ports) => {
    for (let more = 4; ; more--)
      try {
        return await depart(input, ports);
      } catch (error) {
        if (more === 0 || !(error instanceof Rejection) || error.code !== changed) throw error;
      }
  },
});

const changed = 'deals.changed-meanwhile';

/** An amendment since the loading may have given back what is on the lorry: it is reserved once more before it leaves. */
const depart = async ({ id, on: day }: Static<typeof Input>, ports: Ports): Promise<{ readonly number: string }> => {
  const { events, now } = ports;
  const dispatch = DispatchId(id);
  const { state: known } = await events.read(DispatchNote, dispatch);
  exists(known);
  const { state: before } = await events.read(Deal, known.deal);
  stands(before);
  isSettled(before);
  if (known.status === 'loaded') canLeave(before, known.lines);
  const today = tradeDateAt(now());
  const on = day === undefined ? today : TradeDate(day);
  valid(on <= today, 'deals.future-dispatch', 'Nothing has left yet on a day to come.');
  const series = seriesOf('DN', on);
  return whileReserved(ports, before, known.status === 'loaded' ? known.lines : [], () =>
    events.decide(
      { note: [DispatchNote, dispatch], deal: [Deal, known.deal], series: [Series, series] },
      ({ note, deal, series: last }) => {
        exists(note);
        stands(deal);
        valid(on >= deal.terms.on, 'deals.early-dispatch', 'Nothing leaves before the deal is agreed.');
        if (deal.amendments !== before.amendments || deal.left.length !== before.left.length)
          throw new Rejection('busy', changed, 'The deal has changed at this moment. Try again.');
        const recorded = recordDispatch(deal, dispatch, note.lines);
        const [first] = recorded;
        const paise = first?.type === 'DispatchRecorded' ? first.data.paise : '0';
        const { buyer, payment } = deal.terms;
        const dueOn = payment.kind === 'credit' ? plusDays(on, payment.days) : on;
        const [number, taken] = takeNumber(last, series, dispatch);
        return { note: departed(note, { buyer, number, paise, on, dueOn }), deal: recorded, series: taken };
      },
      ({ note }) => ({ number: note.state.status === 'none' ? '' : (note.state.number ?? '') }),
      { inTurn: true },
    ),
  );
};
