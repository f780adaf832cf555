import { shownRate } from '#kernel/trade/money';
import { kgOf } from '#kernel/trade/quantity';
import { query } from '#platform/feature';
import { describeLots as contract } from '../contract.ts';
import { LotId } from '../domain/id.ts';
import { exists, free, Lot } from '../domain/lot.ts';

export const describeLots = query({
  ...contract,
  access: 'inventory:read',
  public: true,
  fields: { 'items.cost': 'rates:read' },
  run: async ({ ids }, { events }) => ({
    items: (await events.readMany(Lot, ids.map(LotId))).map(({ state }) => {
      exists(state);
      const { id, product, warehouse, status, purchase, cost } = state;
      return {
        id,
        product,
        warehouse,
        status,
        freeKg: kgOf(free(state)),
        ...(purchase !== undefined && { purchase }),
        cost: shownRate(cost),
      };
    }),
  }),
});
