import { Type as t } from 'typebox';
import { integerOf } from '#kernel/trade/integer';
import { kgOf } from '#kernel/trade/quantity';
import { query } from '#platform/feature';
import { Id } from '../contract.ts';
import { ProductId } from '../domain/id.ts';
import { exists, Product } from '../domain/product.ts';
import { ProductAnswer } from './product-answer.ts';

export const getProduct = query({
  name: 'inventory.getProduct',
  summary: 'Reads a product.',
  access: 'inventory:read',
  public: true,
  input: t.Object({ id: Id }),
  output: ProductAnswer,
  run: async ({ id }, { events }) => {
    const { state } = await events.read(Product, ProductId(id));
    exists(state);
    const { pack, ...facts } = state;
    return { ...facts, packKg: kgOf(integerOf(pack)) };
  },
});
