import { describeParties } from '#customers/contract';
import { describeLots, suggestLots } from '#inventory/contract';
import { found, must, valid } from '#kernel/rejection';
import { Rate, storedRate } from '#kernel/trade/money';
import { Quantity, storedQuantity } from '#kernel/trade/quantity';
import type { Ports } from '#platform/feature';
import { PurchaseId } from '../domain/id.ts';
import { exists, Purchase } from '../domain/purchase.ts';
import { type Source, summed } from '../domain/terms.ts';
import type { SourceInput, TermsInput } from './terms-input.ts';

/** What sources are for: so many grams of a product, whose bag weighs so much. */
export type Wanted = {
  readonly product: string;
  readonly grams: bigint;
  readonly pack: bigint;
  /** Goods of another product will do. */
  readonly anyProduct: boolean;
};

type Amount = { readonly amount: string; readonly unit: string };

/** Sources as terms keep them: with what they cost, those of one lot or purchase as one. */
export const sourcesOf = async (inputs: readonly SourceInput[], wanted: Wanted, ports: Ports): Promise<readonly Source[]> => {
  const gramsIn = ({ amount, unit }: Amount) => Quantity(amount, unit, wanted.pack).grams;
  const said = inputs.map(({ quantity }) => quantity && gramsIn(quantity));
  valid(
    said.filter((grams) => grams === undefined).length <= 1,
    'deals.quantity-missing',
    'One source at most takes what is left: say how much each of the others is to give.',
  );
  const rest = wanted.grams - said.reduce<bigint>((sum, grams) => sum + (grams ?? 0n), 0n);
  valid(rest > 0n || !said.includes(undefined), 'deals.sources-differ', 'The other sources leave nothing for this one.');
  const [lots, purchases, suppliers] = await Promise.all([
    lotsOf(inputs, ports),
    purchasesOf(inputs, ports),
    suppliersOf(inputs, ports),
  ]);
  const mayBe = (product: string) =>
    must(
      product === wanted.product || wanted.anyProduct,
      'deals.other-product-sent',
      'A source is of another product. Say why, as a substitution.',
    );
  return summed(
    inputs.map((input, index): Source => {
      const grams = String(said[index] ?? rest);
      if ('lot' in input) {
        const lot = lots.get(input.lot.toLowerCase());
        found(lot !== undefined, 'inventory.no-lot', 'There is no such lot.');
        mayBe(lot.product);
        must(lot.cost !== undefined, 'deals.no-rates', 'Only who may see rates enters a deal.');
        return { from: 'lot', line: lot.id, lot: lot.id, grams, cost: storedRate(Rate(lot.cost.rupees, lot.cost.per)) };
      }
      if ('purchase' in input) {
        const purchase = purchases.get(PurchaseId(input.purchase));
        found(purchase !== undefined, 'deals.no-purchase', 'There is no such purchase.');
        mayBe(purchase.product);
        return { from: 'purchase', line: purchase.id, purchase: purchase.id, grams, cost: purchase.rate };
      }
      const purchase = PurchaseId(ports.newId());
      const { supplier, rate, buy } = input;
      const name = suppliers.get(supplier.toLowerCase());
      found(name !== undefined, 'customers.no-party', 'There is no such party.');
      const quantity =
        buy === undefined ? { grams, unit: 'g' as const } : storedQuantity(Quantity(buy.amount, buy.unit, wanted.pack));
      const place = { supplier, supplierName: name, quantity };
      return { from: 'purchase', line: purchase, purchase, grams, cost: storedRate(Rate(rate.rupees, rate.per)), place };
    }),
  );
};

/** Sources that are looked for: lots in an order, and what is short from a supplier. */
export const filled = async (
  fill: NonNullable<TermsInput['fill']>,
  wanted: Wanted,
  { call }: Ports,
): Promise<readonly SourceInput[]> => {
  const quantity = { amount: String(wanted.grams), unit: 'g' };
  const { lines, missingKg } = await call(suggestLots, { product: wanted.product, quantity, order: fill.order });
  const { supplier, rate } = fill;
  const fromLots = lines.map(({ lot, kg }) => ({ lot, quantity: { amount: kg, unit: 'kg' } }));
  if (missingKg === '0') return fromLots;
  must(
    supplier !== undefined && rate !== undefined,
    'deals.short',
    `${missingKg} kg are not in stock. Name a supplier and a rate to buy them.`,
  );
  return [...fromLots, { supplier, rate, quantity: { amount: missingKg, unit: 'kg' } }];
};

const lotsOf = async (inputs: readonly SourceInput[], { call }: Ports) => {
  const ids = inputs.flatMap((input) => ('lot' in input ? [input.lot] : []));
  const { items } = ids.length === 0 ? { items: [] } : await call(describeLots, { ids });
  return new Map(items.map((lot) => [lot.id, lot]));
};

const purchasesOf = async (inputs: readonly SourceInput[], { events }: Ports) => {
  const ids = inputs.flatMap((input) => ('purchase' in input ? [PurchaseId(input.purchase)] : []));
  const purchases = ids.length === 0 ? [] : await events.readMany(Purchase, ids);
  return new Map(
    purchases.map(({ state }) => {
      exists(state);
      return [state.id, state];
    }),
  );
};

/** The names of those from whom something is bought. */
const suppliersOf = async (inputs: readonly SourceInput[], { call }: Ports) => {
  const ids = inputs.flatMap((input) => ('supplier' in input ? [input.supplier] : []));
  const { items } = ids.length === 0 ? { items: [] } : await call(describeParties, { ids });
  for (const { roles, status } of items) {
    must(status === 'active', 'customers.blocked', 'The supplier is not traded with.');
    must(roles.includes('supplier'), 'deals.no-supplier', 'The party does not supply. Add the role first.');
  }
  return new Map(items.map(({ id, name }) => [id, name]));
};
