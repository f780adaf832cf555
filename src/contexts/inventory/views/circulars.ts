import type { Sql } from '#platform/postgres/sql';
import { view } from '#platform/view';
import type { CircularEvent } from '../domain/price-circular.ts';

type CircularRow = {
  readonly id: string;
  readonly issuer: string;
  readonly since: string;
  readonly prices: CircularEvent['data']['prices'];
  readonly note: string | null;
  readonly published_at: string;
};

/** Price lists, as they were published. */
export const circulars = view<CircularEvent, CircularRow, 'id'>({
  name: 'inventory.circulars',
  key: ['id'],
  on: {
    PriceCircularPublished: ({ data: { circular, issuer, from, prices, note = null }, recordedAt }, rows) =>
      rows.put({ id: circular, issuer, since: from, prices, note, published_at: recordedAt }),
  },
});

type Listed = Omit<CircularRow, 'published_at'> & { readonly published_at: Date };

/** The newest first, behind a place. */
export const listCirculars = (
  sql: Sql,
  { tenant, after, limit }: { readonly tenant: string; readonly after: readonly unknown[] | undefined; readonly limit: number },
) => {
  const [day, id] = after ?? ['infinity', '00000000-0000-0000-0000-000000000000'];
  return sql<Listed>`
    select id, issuer, since, prices, note, published_at from inventory.circulars
    where tenant = ${tenant} and (since < ${day}::date or since = ${day}::date and id > ${id}::uuid)
    order by since desc, id limit ${limit}`;
};
