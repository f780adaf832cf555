import { describeLots, lowerReservations } from '#inventory/contract';
import { must } from '#kernel/rejection';
import { command } from '#platform/feature';
import { recordArrival as contract } from '../contract.ts';
import { Deal, isStanding } from '../domain/deal.ts';
import { recordArrival as record } from '../domain/fulfilling.ts';
import { DealId } from '../domain/id.ts';

export const recordArrival = command({
  ...contract,
  access: 'deals:admin',
  effects: 'many', // for a deal that is over
  run: async ({ line, lot, portions }, { events, call }) => {
    const { items } = await call(describeLots, { ids: [lot] });
    must(items[0]?.purchase === line, 'deals.other-lot', 'The lot does not come from this purchase.');
    const deals = portions.map(({ deal }) => DealId(deal));
    const over = await events.decide(
      { deals: [Deal, deals] },
      (now) => ({ deals: now.deals.map((deal, index) => record(deal, { line, lot, grams: portions[index]?.grams ?? '0' })) }),
      (after) => after.deals.filter(({ state }) => !isStanding(state)).map(({ id }) => id),
    );
    // A deal that ended while its goods were coming wants them no more.
    for (const deal of over) await call(lowerReservations, { deal, lines: [{ line, lot }] });
    return {};
  },
});
