import type { Static } from 'typebox';
import { integerOf } from '#kernel/trade/integer';
import { Label } from '#kernel/trade/label';
import { Rate, storedRate } from '#kernel/trade/money';
import { Quantity } from '#kernel/trade/quantity';
import { TradeDate, tradeDateAt } from '#kernel/trade/trade-date';
import type { Ports } from '#platform/feature';
import type { receiveLot } from '../contract.ts';
import { LotId, ProductId } from '../domain/id.ts';
import type { Arrival } from '../domain/lot.ts';
import { exists, Product } from '../domain/product.ts';

/** The id of a lot that arrives, and what is known of it. */
export const arrivalOf = async (
  input: Static<typeof receiveLot.input>,
  { events, newId, now }: Ports,
): Promise<readonly [LotId, Arrival]> => {
  const product = ProductId(input.product);
  const { state } = await events.read(Product, product);
  exists(state);
  const { grams } = Quantity(input.quantity.amount, input.quantity.unit, integerOf(state.pack));
  const { expiresOn, supplier, purchase } = input;
  const arrival = {
    product,
    grams: String(grams),
    warehouse: Label(input.warehouse),
    cost: storedRate(Rate(input.cost.rupees, input.cost.per)),
    receivedOn: input.receivedOn === undefined ? tradeDateAt(now()) : TradeDate(input.receivedOn),
    ...(expiresOn !== undefined && { expiresOn: TradeDate(expiresOn) }),
    ...(supplier !== undefined && { supplier }),
    ...(purchase !== undefined && { purchase }),
  };
  return [LotId(input.id ?? newId()), arrival];
};
