import { fold } from '#kernel/model';
import { integerOf } from '#kernel/trade/integer';
import { command } from '#platform/feature';
import { releaseAllocations as contract } from '../contract.ts';
import { DealId, PurchaseId } from '../domain/id.ts';
import { endsWith, Purchase, release } from '../domain/purchase.ts';

export const releaseAllocations = command({
  ...contract,
  access: 'deals:admin',
  run: ({ deal: given, isOff, cancel, lines }, { events }) => {
    const deal = DealId(given);
    return events.decide(
      { purchases: [Purchase, lines.map(({ purchase }) => PurchaseId(purchase))] },
      ({ purchases }) => ({
        purchases: purchases.map((purchase, index) => {
          const to = lines[index]?.grams;
          const released = release(purchase, deal, { to: integerOf(to ?? '0'), isOff });
          const now = fold({ ...Purchase, initial: purchase }, released);
          return [...released, ...(cancel ? endsWith(now, deal) : [])];
        }),
      }),
      () => ({}),
    );
  },
});
