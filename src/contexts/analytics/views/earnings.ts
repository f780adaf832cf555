import type { Sql } from '#platform/postgres/sql';

/** Days from and to, both included; null: no bound. */
export type Period = { readonly tenant: string; readonly from: string | null; readonly to: string | null };

/** Deals that earn something: confirmed, and not called off. */
const earning = ['confirmed', 'part-dispatched', 'dispatched', 'completed', 'short-closed'];

export type DealProfit = {
  readonly deal: string;
  readonly number: string;
  readonly day: string;
  readonly status: string;
  readonly trader: string;
  readonly buyer_name: string;
  readonly code: string;
  readonly grade: string;
  readonly grams: string;
  readonly revenue: string;
  readonly cost: string;
  readonly charges: string;
};

/** What each deal earns, in the order of the days, behind a place. */
export const dealProfits = (
  sql: Sql,
  { tenant, from, to, after, limit }: Period & { readonly after: readonly unknown[] | undefined; readonly limit: number },
) => {
  const [day, deal] = after ?? ['-infinity', '00000000-0000-0000-0000-000000000000'];
  return sql<DealProfit>`
    select deal, number, day, status, trader, buyer_name, code, grade,
      (case when status in ('completed', 'short-closed') then dispatched else grams end)::text as grams,
      revenue::text as revenue, cost::text as cost, charges::text as charges
    from analytics.deals
    where tenant = ${tenant} and status = any (${earning}) and (day, deal) > (${day}::date, ${deal}::uuid)
      and (${from}::date is null or day >= ${from}::date) and (${to}::date is null or day <= ${to}::date)
    order by day, deal limit ${limit}`;
};

export type Earned = {
  readonly deals: number;
  readonly grams: string;
  readonly revenue: string;
  readonly cost: string;
  readonly charges: string;
};

/** What the deals of a period earn together. */
export const totalProfit = async (sql: Sql, { tenant, from, to }: Period): Promise<Earned | undefined> => {
  const [row] = await sql<Earned>`
    select count(*) as deals, coalesce(sum(case when status in ('completed', 'short-closed') then dispatched else grams end), 0)::text as grams,
      coalesce(sum(revenue), 0)::text as revenue, coalesce(sum(cost), 0)::text as cost, coalesce(sum(charges), 0)::text as charges
    from analytics.deals
    where tenant = ${tenant} and status = any (${earning})
      and (${from}::date is null or day >= ${from}::date) and (${to}::date is null or day <= ${to}::date)`;
  return row;
};

/** What each grade earns in each month. */
export const gradeMargins = (sql: Sql, { tenant, from, to }: Period) => sql<
  Earned & { readonly grade: string; readonly month: string }
>`
  select grade, to_char(day, 'YYYY-MM') as month, count(*) as deals,
    sum(case when status in ('completed', 'short-closed') then dispatched else grams end)::text as grams,
    sum(revenue)::text as revenue, sum(cost)::text as cost, sum(charges)::text as charges
  from analytics.deals
  where tenant = ${tenant} and status = any (${earning})
    and (${from}::date is null or day >= ${from}::date) and (${to}::date is null or day <= ${to}::date)
  group by grade, month order by month, grade`;

/** To whom most was sold, by revenue. */
export const topBuyers = (sql: Sql, { tenant, from, to }: Period, limit: number) =>
  sql<Earned & { readonly party: string; readonly name: string }>`
  select buyer as party, max(buyer_name) as name, count(*) as deals,
    sum(case when status in ('completed', 'short-closed') then dispatched else grams end)::text as grams,
    sum(revenue)::text as revenue, sum(cost)::text as cost, sum(charges)::text as charges
  from analytics.deals
  where tenant = ${tenant} and status = any (${earning})
    and (${from}::date is null or day >= ${from}::date) and (${to}::date is null or day <= ${to}::date)
  group by buyer order by sum(revenue) desc, buyer limit ${limit}`;

/** From whom most was bought, by what was ordered; what was cancelled does not count, and of what was closed only what came. */
export const topSuppliers = (sql: Sql, { tenant, from, to }: Period, limit: number) =>
  sql<{
    readonly party: string;
    readonly name: string;
    readonly purchases: number;
    readonly grams: string;
    readonly paise: string;
  }>`
  select p.supplier as party, max(p.supplier_name) as name, count(*) as purchases, sum(b.grams)::text as grams,
    sum(analytics.amount(b.grams, p.rate, p.per))::text as paise
  from analytics.purchases p
  left join analytics.receipts r on r.tenant = p.tenant and r.purchase = p.purchase
  cross join lateral (select case p.status when 'closed' then coalesce(r.received, 0) else greatest(p.committed, r.received) end as grams) b
  where p.tenant = ${tenant} and p.status <> 'cancelled'
    and (${from}::date is null or p.day >= ${from}::date) and (${to}::date is null or p.day <= ${to}::date)
  group by p.supplier order by sum(analytics.amount(b.grams, p.rate, p.per)) desc, p.supplier limit ${limit}`;

/** Buyers whose last deal lies so many days before a day, the longest silent first. */
export const silentBuyers = (sql: Sql, tenant: string, on: string, days: number) =>
  sql<{
    readonly party: string;
    readonly name: string;
    readonly last_deal: string;
    readonly days: number;
    readonly deals: number;
  }>`
  select buyer as party, max(buyer_name) as name, max(day) as last_deal, ${on}::date - max(day) as days, count(*) as deals
  from analytics.deals where tenant = ${tenant} and status = any (${earning}) and day <= ${on}::date
  group by buyer having ${on}::date - max(day) >= ${days}::int
  order by max(day), buyer limit 1000`;
