import type { LogCheck } from '#platform/log-check';
import type { Sql } from '#platform/postgres/sql';
import { recorded } from '#platform/recorded';

/** What a line of a deal has in a lot, in grams: reserved, and gone on its dispatches. */
export type LineInLot = {
  readonly tenant: string;
  readonly lot: string;
  readonly deal: string;
  readonly line: string;
  readonly reserved: string;
  readonly gone: string;
};

const ofLines = [
  'StockReserved',
  'ReservationIncreased',
  'ReservationDecreased',
  'ReservationReleased',
  'StockIssued',
  'StockReturned',
];

/** Added up from the events of all workspaces, without the model and the view of a lot. */
export const linesInLots = (sql: Sql) => sql<LineInLot>`
  with e as (
    select tenant, data->>'lot' as lot, data->>'deal' as deal, data->>'line' as line, type, (data->>'grams')::bigint as grams
    from ${recorded(...ofLines)} e
  )
  select tenant, lot, deal, line,
    sum(grams * case when type in ('StockReserved', 'ReservationIncreased') then 1 when type = 'StockReturned' then 0 else -1 end)::text as reserved,
    sum(grams * case type when 'StockIssued' then 1 when 'StockReturned' then -1 else 0 end)::text as gone
  from e group by tenant, lot, deal, line`;

const ofLots = ['LotReceived', 'OpeningBalanceImported', 'OpeningBalanceWithdrawn', 'StockAdjusted', 'LotSplit', ...ofLines];

/** No lot is oversold, and what is shown of each is what has happened to it. */
export const stockCheck: LogCheck = {
  name: 'inventory.stock',
  summary: 'In every lot, reserved is not negative and not more than what lies there, and the table of the stock says the same.',
  run: async ({ sql }) => {
    const rows = await sql<{ readonly what: string; readonly why: string | null }>`
      with e as (
        select tenant, data->>'lot' as lot, type, (data->>'grams')::bigint as grams from ${recorded(...ofLots)} e
      ), sums as (
        select tenant, lot,
          sum(grams * case when type in ('LotReceived', 'OpeningBalanceImported', 'StockAdjusted', 'StockReturned') then 1
            when type in ('OpeningBalanceWithdrawn', 'LotSplit', 'StockIssued') then -1 else 0 end) as on_hand,
          sum(grams * case when type in ('StockReserved', 'ReservationIncreased') then 1
            when type in ('ReservationDecreased', 'ReservationReleased', 'StockIssued') then -1 else 0 end) as reserved
        from e group by tenant, lot
      ), shown as (
        select tenant, lot::text as lot, coalesce(received, 0) - coalesce(split_off, 0) + coalesce(adjusted, 0) + coalesce(returned, 0)
          - coalesce(issued, 0) as on_hand, coalesce(reserved, 0) as reserved
        from inventory.stock
      ), compared as (
        select tenant, lot, coalesce(l.on_hand, 0) as on_hand, coalesce(l.reserved, 0) as reserved,
          coalesce(s.on_hand, 0) - coalesce(l.on_hand, 0) as more_on_hand, coalesce(s.reserved, 0) - coalesce(l.reserved, 0) as more_reserved
        from sums l full join shown s using (tenant, lot)
      )
      select concat(tenant, '/lot ', lot) as what,
        case when reserved > on_hand then 'it is oversold: more is reserved than lies there'
          when reserved < 0 then 'less than nothing is reserved'
          when more_on_hand <> 0 or more_reserved <> 0
          then format('the table of the stock differs from the events by %s g on hand and %s g reserved', more_on_hand, more_reserved)
        end as why
      from compared`;
    return { examined: rows.length, wrong: rows.flatMap(({ what, why }) => (why === null ? [] : [{ what, why }])) };
  },
};
