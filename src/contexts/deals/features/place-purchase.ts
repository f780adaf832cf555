import { Type as t } from 'typebox';
import { describeParties } from '#customers/contract';
import { Amount, describeProducts, Price } from '#inventory/contract';
import { must } from '#kernel/rejection';
import { integerOf } from '#kernel/trade/integer';
import { Rate, storedRate } from '#kernel/trade/money';
import { Quantity, storedQuantity } from '#kernel/trade/quantity';
import { TradeDate, tradeDateAt } from '#kernel/trade/trade-date';
import { command } from '#platform/feature';
import { Day, Id } from '../contract.ts';
import { PurchaseId } from '../domain/id.ts';
import { place, Purchase } from '../domain/purchase.ts';

export const placePurchase = command({
  name: 'deals.placePurchase',
  summary: 'Places a purchase that is not for one deal. Deals may take goods of it, and what is over becomes stock.',
  access: 'deals:write',
  public: true,
  answers: 201,
  input: t.Object({
    id: t.Optional(Id),
    supplier: Id,
    product: Id,
    quantity: Amount,
    rate: Price,
    on: t.Optional(Day),
  }),
  output: t.Object({ id: Id }),

  run: async ({ id, supplier, product, quantity, rate, on: day }, { events, call, newId, now }) => {
    const on = day === undefined ? tradeDateAt(now()) : TradeDate(day);
    const [parties, products] = await Promise.all([
      call(describeParties, { ids: [supplier] }),
      call(describeProducts, { ids: [product], on }),
    ]);
    const [[party], [known]] = [parties.items, products.items];
    must(party?.status === 'active', 'customers.blocked', 'The supplier is not traded with.');
    must(party.roles.includes('supplier'), 'deals.no-supplier', 'The party does not supply. Add the role first.');
    const pack = integerOf(known?.packGrams ?? '25000');
    const purchase = PurchaseId(id ?? newId());
    const order = {
      supplier: party.id,
      supplierName: party.name,
      product: known?.id ?? product,
      quantity: storedQuantity(Quantity(quantity.amount, quantity.unit, pack)),
      rate: storedRate(Rate(rate.rupees, rate.per)),
      on,
    };
    return events.decide(
      { purchase: [Purchase, purchase] },
      (current) => ({ purchase: place(current.purchase, purchase, order) }),
      () => ({ id: purchase }),
    );
  },
});
