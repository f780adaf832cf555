import { command } from '#platform/feature';
import { accepted, idsOf, load, Outcomes, rowsOf, takenBack } from '#platform/table-load';
import { CodeHolder, freeCode, Product, withdraw } from '../domain/product.ts';
import { productsWithLots } from '../views/lots.ts';
import { ProductRow, registrationsOf } from './load-products.ts';

export const withdrawProducts = command({
  name: 'inventory.withdrawProducts',
  summary:
    'Takes products back that a table has registered, row by row: what has lots stays and is told. What is withdrawn may be loaded anew.',
  access: 'inventory:admin',
  public: true,
  heavy: true,
  input: rowsOf(ProductRow),
  output: Outcomes,

  run: async ({ rows, dryRun }, { events, tenant, sql }) => {
    const read = await registrationsOf(rows, { events, tenant });
    const ids = idsOf(read);
    const codeOf = new Map(accepted(read).map(({ id, code }) => [id, code]));
    const codes = ids.flatMap((id) => codeOf.get(id) ?? []);
    const used = await productsWithLots(sql, tenant, ids);
    const subjects = { products: [Product, ids], holders: [CodeHolder, codes] } as const;
    return load(events, { subjects, dryRun }, (now) => {
      const { events: withdrawn, rows: outcomes } = takenBack(read, (id) =>
        withdraw(now.products[ids.indexOf(id)] ?? Product.initial, used.has(id)),
      );
      const freed = codes.map((code, at) => {
        const id = ids[at];
        return id !== undefined && withdrawn.get(id)?.length ? freeCode(now.holders[at] ?? CodeHolder.initial, code, id) : [];
      });
      return { events: { products: ids.map((id) => withdrawn.get(id) ?? []), holders: freed }, rows: outcomes };
    });
  },
});
