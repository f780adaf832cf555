import { Type as t } from 'typebox';
import { Label } from '#kernel/trade/label';
import { Rate, storedRate } from '#kernel/trade/money';
import { TradeDate, tradeDateAt } from '#kernel/trade/trade-date';
import { command } from '#platform/feature';
import { Day, Id, Price } from '../contract.ts';
import { ProductId } from '../domain/id.ts';
import { PriceCircular, publish } from '../domain/price-circular.ts';
import { exists, Product } from '../domain/product.ts';

export const publishCircular = command({
  name: 'inventory.publishCircular',
  summary: 'Publishes a list of prices, from today on unless said.',
  access: 'inventory:admin',
  public: true,
  answers: 201,
  input: t.Object({
    id: t.Optional(Id),
    issuer: t.String(),
    from: t.Optional(Day),
    prices: t.Array(t.Object({ product: Id, rate: Price }), { maxItems: 500 }),
    note: t.Optional(t.String()),
  }),
  output: t.Object({ id: Id }),
  run: async ({ id = '', issuer, from, prices, note }, { events, newId, now }) => {
    const circular = id === '' ? newId() : id;
    for (const { state } of await events.readMany(
      Product,
      prices.map(({ product }) => ProductId(product)),
    ))
      exists(state);
    const data = {
      issuer: Label(issuer),
      from: from === undefined ? tradeDateAt(now()) : TradeDate(from),
      prices: prices.map(({ product, rate }) => ({ product: ProductId(product), rate: storedRate(Rate(rate.rupees, rate.per)) })),
      ...(note !== undefined && { note: Label(note) }),
    };
    return events.decide(
      { circular: [PriceCircular, circular] },
      (current) => ({ circular: publish(current.circular, circular, data) }),
      () => ({ id: circular }),
    );
  },
});
