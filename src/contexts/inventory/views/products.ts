import type { Sql } from '#platform/postgres/sql';
import { view } from '#platform/view';
import type { ProductEvent } from '../domain/product.ts';

type ProductRow = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly grade: string;
  readonly maker: string | null;
  readonly hsn: string;
  readonly pack: string;
  readonly status: 'active' | 'discontinued';
};

/** What the desk trades in. */
export const products = view<ProductEvent, ProductRow, 'id'>({
  name: 'inventory.products',
  key: ['id'],
  on: {
    ProductRegistered: ({ data: { product, maker = null, ...facts } }, rows) =>
      rows.put({ id: product, maker, ...facts, status: 'active' }),
    ProductRenamed: ({ data: { product, name } }, rows) => rows.patch({ id: product }, { name }),
    HsnSet: ({ data: { product, hsn } }, rows) => rows.patch({ id: product }, { hsn }),
    PackSizeSet: ({ data: { product, pack } }, rows) => rows.patch({ id: product }, { pack }),
    ProductDiscontinued: ({ data: { product } }, rows) => rows.patch({ id: product }, { status: 'discontinued' }),
  },
});

type Wanted = { readonly tenant: string; readonly after: string; readonly limit: number; readonly search: string | null };

/** Products in the order of their codes, behind a code; `search` is looked for in code, name, grade and maker. */
export const listProducts = (sql: Sql, { tenant, after, limit, search }: Wanted) => sql<ProductRow>`
  select id, code, name, grade, maker, hsn, pack::text as pack, status from inventory.products
  where tenant = ${tenant} and code > ${after}
    and (${search}::text is null or strpos(lower(concat_ws(' ', code, name, grade, maker)), lower(${search}::text)) > 0)
  order by code limit ${limit}`;
