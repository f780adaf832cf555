import type { Sql } from '#platform/postgres/sql';

export type Position = {
  readonly grade: string;
  readonly on_hand: string;
  readonly reserved: string;
  readonly to_come: string;
  readonly open_sales: string;
};

/** What the desk has of each grade, what is to come of it, and what is sold and has not left. */
export const positions = (sql: Sql, tenant: string) => sql<Position>`
  with parts (grade, on_hand, reserved, to_come, open_sales) as (
    select p.grade, s.on_hand, s.reserved, 0, 0
    from analytics.stock s
    join analytics.lots l on l.tenant = s.tenant and l.lot = s.lot
    join analytics.products p on p.tenant = l.tenant and p.product = l.product
    where s.tenant = ${tenant} and s.on_hand <> 0
    union all
    select p.grade, 0, 0, b.to_come, 0
    from analytics.purchases b
    join analytics.products p on p.tenant = b.tenant and p.product = b.product
    where b.tenant = ${tenant} and b.status = 'open' and b.to_come > 0
    union all
    select grade, 0, 0, 0, greatest(grams - dispatched, 0) from analytics.deals
    where tenant = ${tenant} and status in ('confirmed', 'part-dispatched')
  )
  select grade, coalesce(sum(on_hand), 0)::text as on_hand, coalesce(sum(reserved), 0)::text as reserved,
    sum(to_come)::text as to_come, sum(open_sales)::text as open_sales
  from parts group by grade having sum(abs(on_hand)) > 0 or sum(to_come) > 0 or sum(open_sales) > 0 order by grade`;

export type Holding = {
  readonly grade: string;
  readonly warehouse: string;
  readonly grams: string;
  readonly at_cost: string;
  /** Null where the grade has no mark. */
  readonly at_mark: string | null;
};

/** What lies in the warehouses, at what it has cost and at what the market pays on a day. */
export const holdings = (sql: Sql, tenant: string, on: string) => sql<Holding>`
  with marked as (
    select distinct on (grade) grade, rate, per from analytics.marks where tenant = ${tenant} and day <= ${on}::date order by grade, day desc
  )
  select p.grade, l.warehouse, sum(s.on_hand)::text as grams,
    sum(analytics.amount(s.on_hand, l.cost, l.cost_per))::text as at_cost,
    sum(analytics.amount(s.on_hand, m.rate, m.per))::text as at_mark
  from analytics.stock s
  join analytics.lots l on l.tenant = s.tenant and l.lot = s.lot
  join analytics.products p on p.tenant = l.tenant and p.product = l.product
  left join marked m on m.grade = p.grade
  where s.tenant = ${tenant} and s.on_hand <> 0
  group by p.grade, l.warehouse order by p.grade, l.warehouse`;

export type Aged = Holding & { readonly bucket: string };

/** The same by how many days ago it came. */
export const agedStock = (sql: Sql, tenant: string, on: string) => sql<Omit<Aged, 'warehouse'>>`
  with marked as (
    select distinct on (grade) grade, rate, per from analytics.marks where tenant = ${tenant} and day <= ${on}::date order by grade, day desc
  )
  select p.grade, a.bucket, sum(s.on_hand)::text as grams,
    sum(analytics.amount(s.on_hand, l.cost, l.cost_per))::text as at_cost,
    sum(analytics.amount(s.on_hand, m.rate, m.per))::text as at_mark
  from analytics.stock s
  join analytics.lots l on l.tenant = s.tenant and l.lot = s.lot
  join analytics.products p on p.tenant = l.tenant and p.product = l.product
  cross join lateral (select case
    when ${on}::date - l.received_on <= 15 then '0-15' when ${on}::date - l.received_on <= 30 then '16-30'
    when ${on}::date - l.received_on <= 60 then '31-60' when ${on}::date - l.received_on <= 90 then '61-90' else '90+' end as bucket) a
  left join marked m on m.grade = p.grade
  where s.tenant = ${tenant} and s.on_hand <> 0
  group by p.grade, a.bucket order by p.grade, a.bucket`;

export type Owing = {
  readonly party: string;
  readonly name: string;
  readonly not_due: string;
  readonly to_30: string;
  readonly to_60: string;
  readonly to_90: string;
  readonly over_90: string;
  /** Paid in advance. */
  readonly advance: string;
};

/** What each buyer owes on a day by how long it is overdue; what was paid settles what was due first. */
export const agedReceivables = (sql: Sql, tenant: string, on: string) => sql<Owing>`
  with due as (
    select r.party, r.due_on, r.paise, sum(r.paise) over (partition by r.party order by r.due_on, r.receivable) as total, coalesce(p.paise, 0) as paid
    from analytics.receivables r left join analytics.paid p on p.tenant = r.tenant and p.party = r.party
    where r.tenant = ${tenant}
  ), open as (
    select party, ${on}::date - due_on as late, least(paise, greatest(total - paid, 0)) as paise from due
  ), raised as (
    select party, sum(paise) as paise from analytics.receivables where tenant = ${tenant} group by party
  )
  select p.party, p.name,
    coalesce(sum(o.paise) filter (where o.late <= 0), 0)::text as not_due,
    coalesce(sum(o.paise) filter (where o.late between 1 and 30), 0)::text as to_30,
    coalesce(sum(o.paise) filter (where o.late between 31 and 60), 0)::text as to_60,
    coalesce(sum(o.paise) filter (where o.late between 61 and 90), 0)::text as to_90,
    coalesce(sum(o.paise) filter (where o.late > 90), 0)::text as over_90,
    greatest(coalesce(max(d.paise), 0) - coalesce(max(r.paise), 0), 0)::text as advance
  from analytics.parties p
  left join open o on o.party = p.party
  left join raised r on r.party = p.party
  left join analytics.paid d on d.tenant = p.tenant and d.party = p.party
  where p.tenant = ${tenant}
  group by p.party, p.name
  having coalesce(sum(o.paise), 0) > 0 or coalesce(max(d.paise), 0) > coalesce(max(r.paise), 0)
  order by coalesce(sum(o.paise), 0) desc, p.party limit 10000`;
