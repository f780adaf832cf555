import { TradeDate } from '#kernel/trade/trade-date';
import { command } from '#platform/feature';
import { confirmDeal as contract } from '../contract.ts';
import { Deal } from '../domain/deal.ts';
import { assertAttempt, attemptOf, confirm } from '../domain/entering.ts';
import { DealId } from '../domain/id.ts';
import { assertAllHeld } from './held.ts';
import { registering } from './late-steps.ts';
import { Series, seriesOf, takeNumber } from '../domain/series.ts';

export const confirmDeal = command({
  ...contract,
  access: 'deals:admin',
  run: ({ deal: id, attempt, on: day }, { events }) => {
    const [deal, on] = [DealId(id), TradeDate(day)];
    const series = seriesOf('D', on);
    return events.decide(
      async () => {
        const submission = attempt ?? attemptOf((await events.read(Deal, deal)).state); // a step of a saga that began before it said so
        return { deal: [Deal, deal], saga: [registering, `${deal}.${submission}`], series: [Series, series] } as const;
      },
      (current) => {
        assertAttempt(current.deal, attempt);
        if (current.deal.status === 'pending') assertAllHeld(current.saga, 'confirm');
        const [number, taken] = takeNumber(current.series, series, deal);
        return { deal: confirm(current.deal, number, on), series: taken };
      },
      (after) => ({ number: after.deal.state.status === 'none' ? '' : (after.deal.state.number ?? '') }),
      { inTurn: true },
    );
  },
});
