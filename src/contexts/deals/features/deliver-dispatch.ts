import { Type as t } from 'typebox';
import { TradeDate, tradeDateAt } from '#kernel/trade/trade-date';
import { command } from '#platform/feature';
import { Day, Id } from '../contract.ts';
import { Deal } from '../domain/deal.ts';
import { deliver, DispatchNote, exists } from '../domain/dispatch-note.ts';
import { complete } from '../domain/fulfilling.ts';
import { DispatchId } from '../domain/id.ts';

export const deliverDispatch = command({
  name: 'deals.deliverDispatch',
  summary: 'Says that the goods have arrived. When all of a deal has, the deal is completed.',
  access: 'dispatch:write',
  public: true,
  input: t.Object({ id: Id, on: t.Optional(Day) }),
  output: t.Object({}),
  run: async ({ id, on }, { events, now }) => {
    const dispatch = DispatchId(id);
    const day = on === undefined ? tradeDateAt(now()) : TradeDate(on);
    const { state: note } = await events.read(DispatchNote, dispatch);
    exists(note);
    const { state: deal } = await events.read(Deal, note.deal);
    const others = deal.status === 'none' ? [] : deal.dispatches.filter((other) => other !== dispatch);
    return events.decide(
      { note: [DispatchNote, dispatch], deal: [Deal, note.deal], others: [DispatchNote, others] },
      (current) => {
        const all = current.others.every(({ status }) => status === 'delivered');
        const isLast = all && current.deal.status === 'dispatched' && current.deal.dispatches.length === others.length + 1;
        return { note: deliver(current.note, day), deal: isLast ? complete(current.deal) : [] };
      },
      () => ({}),
    );
  },
});
