import { Type as t } from 'typebox';
import { shownRate } from '#kernel/trade/money';
import { kgOf } from '#kernel/trade/quantity';
import { query } from '#platform/feature';
import { Id, Kg } from '../contract.ts';
import { LotId } from '../domain/id.ts';
import { exists, free, Lot } from '../domain/lot.ts';
import { Product } from '../domain/product.ts';
import { LotAnswer } from './lot-answer.ts';

export const getLot = query({
  name: 'inventory.getLot',
  summary: 'Reads a lot, and for which deals it is reserved.',
  access: 'inventory:read',
  public: true,
  fields: { cost: 'rates:read' },
  input: t.Object({ id: Id }),
  output: t.Object({
    ...LotAnswer.properties,
    reservations: t.Array(t.Object({ deal: Id, line: t.String(), kg: Kg })),
  }),
  run: async ({ id }, { events }) => {
    const { state: lot } = await events.read(Lot, LotId(id));
    exists(lot);
    const { state: product } = await events.read(Product, lot.product);
    const { code, grade } = product.status === 'none' ? { code: '', grade: '' } : product;
    const { onHand, reserved, reservations, cost, ...facts } = lot;
    return {
      ...facts,
      code,
      grade,
      cost: shownRate(cost),
      onHandKg: kgOf(onHand),
      reservedKg: kgOf(reserved),
      freeKg: kgOf(free(lot)),
      reservations: Object.entries(reservations).map(([key, grams]) => {
        const [deal = '', line = ''] = key.split(/\/(.*)/s);
        return { deal, line, kg: kgOf(grams) };
      }),
    };
  },
});
