import { Type as t } from 'typebox';
import { integerOf } from '#kernel/trade/integer';
import { kgOf } from '#kernel/trade/quantity';
import { query } from '#platform/feature';
import { type Position, positions } from '../views/holdings.ts';
import { Kg, sumOf } from './shapes.ts';

const amounts = {
  onHandKg: Kg,
  reservedKg: Kg,
  toComeKg: Kg,
  openSalesKg: Kg,
  netKg: t.String({ description: 'On hand and to come, less open sales' }),
};

export const positionByGrade = query({
  name: 'analytics.positionByGrade',
  summary: 'Tells what the desk has of each grade, what is to come of it, and what is sold and has not left.',
  access: 'inventory:read',
  public: true,
  input: t.Object({}),
  output: t.Object({ items: t.Array(t.Object({ grade: t.String(), ...amounts })), total: t.Object(amounts) }),
  run: async (_, { sql, tenant }) => {
    const rows = await positions(sql, tenant);
    const total = {
      on_hand: String(sumOf(rows, ({ on_hand }) => on_hand)),
      reserved: String(sumOf(rows, ({ reserved }) => reserved)),
      to_come: String(sumOf(rows, ({ to_come }) => to_come)),
      open_sales: String(sumOf(rows, ({ open_sales }) => open_sales)),
    };
    return { items: rows.map(({ grade, ...row }) => ({ grade, ...amountsOf(row) })), total: amountsOf(total) };
  },
});

const amountsOf = ({ on_hand, reserved, to_come, open_sales }: Omit<Position, 'grade'>) => ({
  onHandKg: kgOf(integerOf(on_hand)),
  reservedKg: kgOf(integerOf(reserved)),
  toComeKg: kgOf(integerOf(to_come)),
  openSalesKg: kgOf(integerOf(open_sales)),
  netKg: kgOf(integerOf(on_hand) + integerOf(to_come) - integerOf(open_sales)),
});
