import { integerOf } from '#kernel/trade/integer';
import { kgOf, Quantity } from '#kernel/trade/quantity';
import { TradeDate, tradeDateAt } from '#kernel/trade/trade-date';
import { query } from '#platform/feature';
import { suggestLots as contract } from '../contract.ts';
import { LotId, ProductId } from '../domain/id.ts';
import { exists, Product } from '../domain/product.ts';
import { suggest } from '../domain/suggest.ts';
import { listLots } from '../views/lots.ts';

const most = 1_000; // lots of one product that have something free

export const suggestLots = query({
  ...contract,
  access: 'inventory:read',
  public: true,

  run: async ({ product, quantity, order }, { events, sql, tenant, now }) => {
    const { state } = await events.read(Product, ProductId(product));
    exists(state);
    const { grams } = Quantity(quantity.amount, quantity.unit, integerOf(state.pack));
    const wanted = {
      tenant,
      product,
      usableOn: tradeDateAt(now()),
      after: undefined,
      limit: most,
    };
    const offers = (await listLots(sql, wanted)).map(({ id, on_hand, reserved, received_on, expires_on, cost, cost_per }) => ({
      lot: LotId(id),
      free: integerOf(on_hand) - integerOf(reserved),
      receivedOn: TradeDate(received_on),
      ...(expires_on !== null && { expiresOn: TradeDate(expires_on) }),
      cost: integerOf(cost) * (cost_per === 'kg' ? 1_000n : 1n),
    }));
    const { lines, missing } = suggest(offers, grams, order);
    return { lines: lines.map(({ lot, grams: taken }) => ({ lot, kg: kgOf(taken) })), missingKg: kgOf(missing) };
  },
});
