import { Type as t } from 'typebox';
import { Label } from '#kernel/trade/label';
import { Quantity } from '#kernel/trade/quantity';
import { command } from '#platform/feature';
import { Amount, Id } from '../contract.ts';
import { ProductId } from '../domain/id.ts';
import { change, Hsn, Pack, Product } from '../domain/product.ts';

export const changeProduct = command({
  name: 'inventory.changeProduct',
  summary: 'Changes name, HSN code or pack size of a product. What is left out stays.',
  access: 'inventory:admin',
  public: true,
  input: t.Object({ id: Id, name: t.Optional(t.String()), hsn: t.Optional(t.String()), pack: t.Optional(Amount) }),
  output: t.Object({}),

  run: ({ id, name, hsn, pack }, { events }) => {
    const changes = {
      ...(name !== undefined && { name: Label(name) }),
      ...(hsn !== undefined && { hsn: Hsn(hsn) }),
      ...(pack !== undefined && { pack: Pack(Quantity(pack.amount, pack.unit).grams) }),
    };
    return events.decide(
      { product: [Product, ProductId(id)] },
      ({ product }) => ({ product: change(product, changes) }),
      () => ({}),
    );
  },
});
