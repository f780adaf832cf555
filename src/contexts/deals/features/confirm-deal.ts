import { TradeDate } from '#kernel/trade/trade-date';
import { command } from '#platform/feature';
import { confirmDeal as contract } from '../contract.ts';
import { Deal } from '../domain/deal.ts';
import { confirm } from '../domain/entering.ts';
import { DealId } from '../domain/id.ts';
import { Series, seriesOf, takeNumber } from '../domain/series.ts';

export const confirmDeal = command({
  ...contract,
  access: 'deals:admin',
  run: ({ deal, on: day }, { events }) => {
    const on = TradeDate(day);
    const series = seriesOf('D', on);
    return events.decide(
      { deal: [Deal, DealId(deal)], series: [Series, series] },
      (current) => {
        const [number, taken] = takeNumber(current.series, series, deal);
        return { deal: confirm(current.deal, number, on), series: taken };
      },
      (after) => ({ number: after.deal.state.status === 'none' ? '' : (after.deal.state.number ?? '') }),
      { inTurn: true },
    );
  },
});
