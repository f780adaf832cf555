import type { Sql } from '#platform/postgres/sql';
import { recorded } from '#platform/recorded';
import type { Terms } from '../domain/terms.ts';

const statuses = [
  'DealDrafted',
  'DealSubmitted',
  'DealConfirmed',
  'DealRejected',
  'DealShortClosed',
  'DealCancelled',
  'DealCompleted',
];
const asked = ['AmendmentRequested', 'DealAmended', 'AmendmentRefused'];

/** A deal by its events. */
export type DealInBooks = {
  readonly tenant: string;
  readonly deal: string;
  /** The event that it stands at: which of those that begin, confirm or end it was the last. */
  readonly last: string;
  readonly amending: boolean;
  readonly terms: Terms | null;
  readonly invoiced: string;
};

/** Of all workspaces, without the model and the view of a deal. */
export const dealsInBooks = (sql: Sql) => sql<DealInBooks>`
  with e as materialized (
    select tenant, data->>'deal' as deal, version, type, data from ${recorded(...statuses, ...asked, 'DispatchRecorded')} e
  ), last as (
    select distinct on (tenant, deal) tenant, deal, type from e where type = any (${statuses}) order by tenant, deal, version desc
  ), asking as (
    select distinct on (tenant, deal) tenant, deal, type from e where type = any (${asked}) order by tenant, deal, version desc
  ), agreed as (
    select distinct on (tenant, deal) tenant, deal, data->'terms' as terms from e
    where type in ('DealSubmitted', 'DealAmended') order by tenant, deal, version desc
  ), invoices as (
    select tenant, deal, sum((data->>'paise')::bigint) as paise from e where type = 'DispatchRecorded' group by tenant, deal
  )
  select l.tenant, l.deal, l.type as last, coalesce(a.type = 'AmendmentRequested', false) as amending, t.terms,
    coalesce(i.paise, 0)::text as invoiced
  from last l left join asking a using (tenant, deal) left join agreed t using (tenant, deal) left join invoices i using (tenant, deal)`;

/** Grams of a line of a deal: that arrived in a lot since it was submitted last, and that left from it. */
export type LineInBooks = {
  readonly tenant: string;
  readonly deal: string;
  readonly line: string;
  readonly lot: string;
  readonly arrived: string;
  readonly left: string;
};

export const linesInBooks = (sql: Sql) => sql<LineInBooks>`
  with e as materialized (
    select tenant, data->>'deal' as deal, version, type, data from ${recorded('DealSubmitted', 'SourceArrived', 'DispatchRecorded')} e
  ), submitted as (
    select tenant, deal, max(version) as version from e where type = 'DealSubmitted' group by tenant, deal
  ), parts as (
    select e.tenant, e.deal, data->>'line' as line, data->>'lot' as lot, (data->>'grams')::bigint as arrived, 0::bigint as "left"
    from e join submitted s using (tenant, deal) where type = 'SourceArrived' and e.version > s.version
    union all
    select tenant, deal, p->>'line', p->>'lot', 0, (p->>'grams')::bigint
    from e, jsonb_array_elements(data->'lines') p where type = 'DispatchRecorded'
  )
  select tenant, deal, line, lot, sum(arrived)::text as arrived, sum("left")::text as "left" from parts group by tenant, deal, line, lot`;

/** Grams of a purchase that are promised to a deal, those that came included. */
export type PromiseInBooks = {
  readonly tenant: string;
  readonly purchase: string;
  readonly deal: string;
  readonly grams: string;
};

export const promisesInBooks = (sql: Sql) => sql<PromiseInBooks>`
  with e as materialized (
    select tenant, data->>'purchase' as purchase, data->>'deal' as deal, version, type, data
    from ${recorded('AllocatedToDeal', 'AllocationReleased')} e
  ), off as (
    select tenant, purchase, deal, max(version) as version from e where type = 'AllocationReleased' and (data->>'over')::boolean
    group by tenant, purchase, deal
  )
  select tenant, purchase, deal, sum((data->>'grams')::bigint * case type when 'AllocatedToDeal' then 1 else -1 end)::text as grams
  from e left join off o using (tenant, purchase, deal) where o.version is null or e.version > o.version
  group by tenant, purchase, deal`;

/** Stock that is kept for a draft: the hold of a deal by its number, and what it asks for in a lot. */
export type HoldInBooks = {
  readonly tenant: string;
  readonly deal: string;
  readonly hold: number;
  readonly lot: string;
  readonly grams: string;
  readonly asked_at: Date;
  /** The deal is a draft, this is its latest hold, and it stands until then. */
  readonly until: string | null;
};

export const holdsInBooks = (sql: Sql) => sql<HoldInBooks>`
  with e as materialized (
    select tenant, data->>'deal' as deal, (data->>'hold')::int as hold, version, type, data, recorded_at
    from ${recorded(...statuses, 'HoldRequested', 'HoldNoted')} e
  ), last as (
    select distinct on (tenant, deal) tenant, deal, type from e where type = any (${statuses}) order by tenant, deal, version desc
  ), latest as (
    select distinct on (tenant, deal) tenant, deal, hold, type, data->>'status' as status, data->>'until' as until from e
    where type in ('HoldRequested', 'HoldNoted') order by tenant, deal, version desc
  )
  select e.tenant, e.deal, e.hold, p->>'lot' as lot, p->>'grams' as grams, e.recorded_at as asked_at,
    case when l.type = 'DealDrafted' and n.hold = e.hold and n.status = 'held' then n.until end as until
  from e cross join lateral jsonb_array_elements(e.data->'lines') p
  left join last l on l.tenant = e.tenant and l.deal = e.deal
  left join latest n on n.tenant = e.tenant and n.deal = e.deal
  where e.type = 'HoldRequested'`;
