import { type Static, Type as t } from 'typebox';
import { found } from '#kernel/rejection';
import { Label } from '#kernel/trade/label';
import { Rate, storedRate } from '#kernel/trade/money';
import { Quantity } from '#kernel/trade/quantity';
import { TradeDate, tradeDateAt } from '#kernel/trade/trade-date';
import { command, type Ports } from '#platform/feature';
import { accepted, attempt, idsOf, isRefused, load, Outcomes, rowsOf } from '#platform/table-load';
import { uuidV5 } from '#platform/uuid';
import { LotId, type ProductId } from '../domain/id.ts';
import { importBalance, Lot, type LotEvent } from '../domain/lot.ts';
import { CodeHolder, ProductCode } from '../domain/product.ts';

export const BalanceRow = t.Object({
  product: t.String({ description: 'Its code' }),
  lot: t.String({ description: 'What is written on it; no two lots of a product have the same' }),
  kg: t.String(),
  warehouse: t.String(),
  cost: t.String({ description: 'Rupees per kg' }),
  received: t.Optional(t.String()),
  expires: t.Optional(t.String()),
});

const namespace = '5d7b9a3e-2c41-5f0a-8e0b-3f7a1d9c6e24'; // made up once

export const loadBalances = command({
  name: 'inventory.loadBalances',
  summary:
    'Takes opening balances into the books from a table, row by row: a row that makes no sense is refused, and the others are not. The same row again changes nothing.',
  access: 'inventory:admin',
  public: true,
  heavy: true,
  input: rowsOf(BalanceRow),
  output: Outcomes,

  run: async ({ rows, dryRun }, { events, tenant, now: clock }) => {
    const read = await balancesOf(rows, { events, tenant, now: clock });
    const ids = idsOf(read);
    return load(events, { subjects: { lots: [Lot, ids] } as const, dryRun }, (now) => {
      const lots = new Map<LotId, LotEvent[]>();
      const outcomes = read.map((each) => {
        if (isRefused(each)) return each;
        const { id, ...balance } = each;
        return attempt(() => {
          const imported = lots.has(id) ? [] : importBalance(now.lots[ids.indexOf(id)] ?? Lot.initial, id, balance);
          lots.set(id, imported);
          return { outcome: imported.length > 0 ? 'new' : 'there already', id } as const;
        });
      });
      return { events: { lots: ids.map((id) => lots.get(id) ?? []) }, rows: outcomes };
    });
  },
});

/** The rows as lots: those that their products and what is written on them make. */
export const balancesOf = async (
  rows: readonly Static<typeof BalanceRow>[],
  { events, tenant, now }: Pick<Ports, 'events' | 'tenant' | 'now'>,
) => {
  const codes = accepted(rows.map((row) => attempt(() => ({ is: ProductCode(row.product) })))).map(({ is }) => is);
  const holders = new Map((await events.readMany(CodeHolder, [...new Set(codes)])).map(({ id, state }) => [id, state.product]));
  const today = tradeDateAt(now());
  return rows.map((row) => attempt(() => balanceOf(row, { tenant, today, productOf: (code) => holders.get(code) })));
};

type Books = {
  readonly tenant: string;
  readonly today: TradeDate;
  readonly productOf: (code: string) => ProductId | undefined;
};

const balanceOf = (
  { lot, kg, cost, received, expires, ...row }: Static<typeof BalanceRow>,
  { tenant, today, productOf }: Books,
) => {
  const product = productOf(ProductCode(row.product));
  found(product !== undefined, 'inventory.no-product', `There is no product ${row.product}. Load the products first.`);
  return {
    id: LotId(uuidV5(namespace, `${tenant} ${product} ${Label(lot)}`)),
    product,
    grams: String(Quantity(kg, 'kg').grams),
    warehouse: Label(row.warehouse),
    cost: storedRate(Rate(cost, 'kg')),
    receivedOn: received === undefined ? today : TradeDate(received),
    ...(expires !== undefined && { expiresOn: TradeDate(expires) }),
  };
};
