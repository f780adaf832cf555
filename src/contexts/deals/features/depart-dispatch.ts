import { Type as t } from 'typebox';
import { raiseReservations } from '#inventory/contract';
import { valid } from '#kernel/rejection';
import { plusDays, TradeDate, tradeDateAt } from '#kernel/trade/trade-date';
import { command } from '#platform/feature';
import { Day, Id } from '../contract.ts';
import { Deal, leftFrom, stands } from '../domain/deal.ts';
import { depart, DispatchNote, exists } from '../domain/dispatch-note.ts';
import { recordDispatch } from '../domain/fulfilling.ts';
import { DispatchId } from '../domain/id.ts';
import { Series, seriesOf, takeNumber } from '../domain/series.ts';

export const departDispatch = command({
  name: 'deals.departDispatch',
  summary: 'Says that the lorry has left: the note gets its number, the goods leave the stock, and the buyer owes for them.',
  access: 'dispatch:write',
  input: t.Object({ id: Id, on: t.Optional(Day) }),
  output: t.Object({ number: t.String() }),
  run: async ({ id, on: day }, { events, call, now }) => {
    const dispatch = DispatchId(id);
    const { state: known } = await events.read(DispatchNote, dispatch);
    exists(known);
    // An amendment since the loading may have given back what is on the lorry.
    const { state: before } = await events.read(Deal, known.deal);
    stands(before);
    const lines = known.lines.map((line) => ({ ...line, left: leftFrom(before.left, line) }));
    if (known.status === 'loaded') await call(raiseReservations, { deal: known.deal, lines });
    const today = tradeDateAt(now());
    const on = day === undefined ? today : TradeDate(day);
    valid(on <= today, 'deals.future-dispatch', 'Nothing has left yet on a day to come.');
    const series = seriesOf('DN', on);
    return events.decide(
      { note: [DispatchNote, dispatch], deal: [Deal, known.deal], series: [Series, series] },
      ({ note, deal, series: last }) => {
        exists(note);
        stands(deal);
        valid(on >= deal.terms.on, 'deals.early-dispatch', 'Nothing leaves before the deal is agreed.');
        const recorded = recordDispatch(deal, dispatch, note.lines);
        const [first] = recorded;
        const paise = first?.type === 'DispatchRecorded' ? first.data.paise : '0';
        const { buyer, payment } = deal.terms;
        const dueOn = payment.kind === 'credit' ? plusDays(on, payment.days) : on;
        const [number, taken] = takeNumber(last, series, dispatch);
        return { note: depart(note, { buyer, number, paise, on, dueOn }), deal: recorded, series: taken };
      },
      ({ note }) => ({ number: note.state.status === 'none' ? '' : (note.state.number ?? '') }),
      { inTurn: true },
    );
  },
});
