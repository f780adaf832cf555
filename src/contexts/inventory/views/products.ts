import { all, condition, filtersOn } from '#platform/filter';
import type { Sql } from '#platform/postgres/sql';
import { view } from '#platform/view';
import type { Known, ProductEvent } from '../domain/product.ts';

type ProductRow = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly grade: string;
  readonly maker: string | null;
  readonly hsn: string;
  readonly pack: string;
  readonly status: Known['status'];
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
    ProductWithdrawn: ({ data: { product } }, rows) => rows.patch({ id: product }, { status: 'withdrawn' }),
  },
});

type Stored = ProductRow & { readonly tenant: string };
type Wanted = Pick<Stored, 'tenant'> & {
  readonly after: readonly unknown[] | undefined;
  readonly limit: number;
  readonly search?: string;
};
const { is, contains, behind } = filtersOn<Stored>();

const notWithdrawn = condition`status <> 'withdrawn'`;

/** Products in the order of their codes, behind a code; `search` is looked for in code, name, grade and maker. */
export const listProducts = (sql: Sql, { tenant, after, limit, search }: Wanted) => sql<ProductRow>`
  select id, code, name, grade, maker, hsn, pack::text as pack, status from inventory.products
  where ${all(is('tenant', tenant), notWithdrawn, contains(['code', 'name', 'grade', 'maker'], search), behind([['code', 'asc']], after))}
  order by code limit ${limit}`;
