import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { ProductId } from '../domain/id.ts';
import { discontinue, Product } from '../domain/product.ts';

export const discontinueProduct = command({
  name: 'inventory.discontinueProduct',
  summary: 'Ends the trade in a product. What is in stock may still be sold.',
  access: 'inventory:admin',
  public: true,
  input: t.Object({ id: Id }),
  output: t.Object({}),
  run: ({ id }, { events }) =>
    events.decide(
      { product: [Product, ProductId(id)] },
      ({ product }) => ({ product: discontinue(product) }),
      () => ({}),
    ),
});
