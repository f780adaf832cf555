import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { PurchaseId } from '../domain/id.ts';
import { Purchase, cancelPurchase as cancel } from '../domain/purchase.ts';

export const cancelPurchase = command({
  name: 'deals.cancelPurchase',
  summary: 'Cancels a purchase of which nothing came and for which no deal waits.',
  access: 'deals:write',
  public: true,
  input: t.Object({ id: Id }),
  output: t.Object({}),
  run: ({ id }, { events }) =>
    events.decide(
      { purchase: [Purchase, PurchaseId(id)] },
      ({ purchase }) => ({ purchase: cancel(purchase) }),
      () => ({}),
    ),
});
