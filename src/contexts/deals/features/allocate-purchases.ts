import { integerOf } from '#kernel/trade/integer';
import { fold } from '#kernel/model';
import { TradeDate } from '#kernel/trade/trade-date';
import { command } from '#platform/feature';
import { allocatePurchases as contract } from '../contract.ts';
import { DealId, PurchaseId } from '../domain/id.ts';
import { allocate, place, Purchase } from '../domain/purchase.ts';

export const allocatePurchases = command({
  ...contract,
  access: 'deals:admin',
  run: ({ deal: given, product, on, lines }, { events }) => {
    const deal = DealId(given);
    const ids = lines.map(({ purchase }) => PurchaseId(purchase));
    const orders = lines.map(({ place: order, rate }) => order && { ...order, rate, product, on: TradeDate(on), forDeal: deal });
    return events.decide(
      { purchases: [Purchase, ids] },
      ({ purchases }) => ({
        purchases: purchases.map((purchase, index) => {
          const [id = PurchaseId(''), order] = [ids[index], orders[index]];
          const placed = order === undefined ? [] : place(purchase, id, order);
          const now = fold({ ...Purchase, initial: purchase }, placed);
          return [...placed, ...allocate(now, deal, integerOf(lines[index]?.grams ?? '0'))];
        }),
      }),
      () => ({}),
    );
  },
});
