import { Type as t } from 'typebox';
import { Amount } from '#inventory/contract';
import { Quantity, storedQuantity } from '#kernel/trade/quantity';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { PurchaseId } from '../domain/id.ts';
import { Purchase, reviseQuantity } from '../domain/purchase.ts';

export const revisePurchase = command({
  name: 'deals.revisePurchase',
  summary: 'Says that the supplier sends another quantity than agreed. It does not fall below what came or is promised.',
  access: 'deals:write',
  public: true,
  input: t.Object({ id: Id, quantity: Amount }),
  output: t.Object({}),
  run: ({ id, quantity }, { events }) =>
    events.decide(
      { purchase: [Purchase, PurchaseId(id)] },
      ({ purchase }) => ({ purchase: reviseQuantity(purchase, storedQuantity(Quantity(quantity.amount, quantity.unit))) }),
      () => ({}),
    ),
});
