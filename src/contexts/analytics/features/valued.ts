import { Type as t } from 'typebox';
import { integerOf } from '#kernel/trade/integer';
import { rupeesOf } from '#kernel/trade/money';
import type { Holding } from '../views/holdings.ts';
import { Rupees } from './shapes.ts';

/** Goods at what they have cost, and at what the market pays where that is known. */
export const valued = { atCost: t.Optional(Rupees), atMark: t.Optional(Rupees), gain: t.Optional(Rupees) };

export const valuedOf = ({ at_cost, at_mark }: Pick<Holding, 'at_cost' | 'at_mark'>) => ({
  atCost: rupeesOf(integerOf(at_cost)),
  ...(at_mark !== null && {
    atMark: rupeesOf(integerOf(at_mark)),
    gain: rupeesOf(integerOf(at_mark) - integerOf(at_cost)),
  }),
});
