import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { PurchaseId } from '../domain/id.ts';
import { Purchase, shortClosePurchase as close } from '../domain/purchase.ts';

export const shortClosePurchase = command({
  name: 'deals.shortClosePurchase',
  summary: 'Says that no more comes of a purchase for which no deal waits.',
  access: 'deals:write',
  public: true,
  input: t.Object({ id: Id }),
  output: t.Object({}),
  run: ({ id }, { events }) =>
    events.decide(
      { purchase: [Purchase, PurchaseId(id)] },
      ({ purchase }) => ({ purchase: close(purchase) }),
      () => ({}),
    ),
});
