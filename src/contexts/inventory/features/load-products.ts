import { type Static, Type as t } from 'typebox';
import { Label } from '#kernel/trade/label';
import { Quantity } from '#kernel/trade/quantity';
import { command, type Ports } from '#platform/feature';
import { accepted, attempt, idsOf, isRefused, load, Outcomes, rowsOf } from '#platform/table-load';
import { uuidV5 } from '#platform/uuid';
import { ProductId } from '../domain/id.ts';
import {
  CodeHolder,
  type CodeEvent,
  Hsn,
  Pack,
  Product,
  ProductCode,
  type ProductEvent,
  register,
  takeCode,
} from '../domain/product.ts';

export const ProductRow = t.Object({
  code: t.String(),
  name: t.String(),
  grade: t.String(),
  hsn: t.String(),
  maker: t.Optional(t.String()),
  pack: t.Optional(t.String({ description: 'kg of a bag, 25 unless said' })),
});

const namespace = 'b6a51c94-0f8e-5b0f-9f63-6f5b8a2a7d10'; // made up once

export const loadProducts = command({
  name: 'inventory.loadProducts',
  summary:
    'Registers products from a table, row by row: a row that makes no sense is refused, and the others are not. The same row again changes nothing.',
  access: 'inventory:admin',
  public: true,
  heavy: true,
  input: rowsOf(ProductRow),
  output: Outcomes,

  run: async ({ rows, dryRun }, { events, tenant }) => {
    const read = await registrationsOf(rows, { events, tenant });
    const ids = idsOf(read);
    const codeOf = new Map(accepted(read).map(({ id, code }) => [id, code]));
    const subjects = { products: [Product, ids], holders: [CodeHolder, ids.map((id) => codeOf.get(id) ?? '')] } as const;
    return load(events, { subjects, dryRun }, (now) => {
      const products = new Map<ProductId, ProductEvent[]>();
      const holding = new Map<ProductId, CodeEvent[]>();
      const outcomes = read.map((each) => {
        if (isRefused(each)) return each;
        const { id, ...facts } = each;
        const at = ids.indexOf(id);
        return attempt(() => {
          const registered = products.has(id) ? [] : register(now.products[at] ?? Product.initial, id, facts);
          products.set(id, registered);
          holding.set(id, takeCode(now.holders[at] ?? CodeHolder.initial, facts.code, id));
          return { outcome: registered.length > 0 ? 'new' : 'there already', id } as const;
        });
      });
      const events = { products: ids.map((id) => products.get(id) ?? []), holders: ids.map((id) => holding.get(id) ?? []) };
      return { events, rows: outcomes };
    });
  },
});

/** The rows as products: whoever has a code, or else the product that is made of it. */
export const registrationsOf = async (
  rows: readonly Static<typeof ProductRow>[],
  { events, tenant }: Pick<Ports, 'events' | 'tenant'>,
) => {
  const codes = accepted(rows.map((row) => attempt(() => ({ is: ProductCode(row.code) })))).map(({ is }) => is);
  const holders = await events.readMany(CodeHolder, [...new Set(codes)]);
  const taken = new Map(holders.map(({ id, state }) => [id, state.product]));
  return rows.map((row) =>
    attempt(() => registrationOf(row, (code) => taken.get(code) ?? ProductId(uuidV5(namespace, `${tenant} ${code}`)))),
  );
};

const registrationOf = (row: Static<typeof ProductRow>, idOf: (code: ProductCode) => ProductId) => {
  const code = ProductCode(row.code);
  return {
    id: idOf(code),
    code,
    name: Label(row.name),
    grade: Label(row.grade),
    hsn: Hsn(row.hsn),
    pack: Pack(Quantity(row.pack ?? '25', 'kg').grams),
    ...(row.maker !== undefined && { maker: Label(row.maker) }),
  };
};
