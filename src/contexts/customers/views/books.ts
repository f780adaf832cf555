import type { LogCheck } from '#platform/log-check';
import type { Sql } from '#platform/postgres/sql';
import { recorded } from '#platform/recorded';

/** The paise of a deal in the account of its buyer: held, and raised as receivables. */
export type DealInAccount = {
  readonly tenant: string;
  readonly party: string;
  readonly deal: string;
  readonly held: string;
  readonly invoiced: string;
};

const ofDeals = ['HoldPlaced', 'HoldReleased', 'HoldConverted', 'ReceivableRaised'];

/** Added up from the events of all workspaces, without the model and the view of an account. */
export const dealsInAccounts = (sql: Sql) => sql<DealInAccount>`
  with e as (
    select tenant, data->>'party' as party, data->>'deal' as deal, type, (data->>'paise')::bigint as paise from ${recorded(...ofDeals)} e
  )
  select tenant, party, deal,
    sum(paise * case type when 'HoldPlaced' then 1 when 'ReceivableRaised' then 0 else -1 end)::text as held,
    sum(paise * case type when 'ReceivableRaised' then 1 else 0 end)::text as invoiced
  from e group by tenant, party, deal`;

/** No account holds less than nothing, and what is shown of each is what has happened to it. */
export const creditCheck: LogCheck = {
  name: 'customers.credit',
  summary: 'In every account, what is held is not negative, and the table of the credit says what was held, raised and paid.',
  run: async ({ sql }) => {
    const rows = await sql<{ readonly what: string; readonly why: string | null }>`
      with e as (
        select tenant, data->>'party' as party, type, (data->>'paise')::bigint as paise
        from ${recorded(...ofDeals, 'PaymentRecorded', 'PaymentReversed')} e
      ), sums as (
        select tenant, party,
          sum(paise * case type when 'HoldPlaced' then 1 when 'HoldReleased' then -1 when 'HoldConverted' then -1 else 0 end) as held,
          sum(paise * case type when 'ReceivableRaised' then 1 else 0 end) as raised,
          sum(paise * case type when 'PaymentRecorded' then 1 when 'PaymentReversed' then -1 else 0 end) as paid
        from e group by tenant, party
      ), shown as (
        select tenant, party::text as party, held, raised, paid from customers.credit
      ), compared as (
        select tenant, party, coalesce(a.held, 0) as held, coalesce(s.held, 0) - coalesce(a.held, 0) as more_held,
          coalesce(s.raised, 0) - coalesce(a.raised, 0) as more_raised, coalesce(s.paid, 0) - coalesce(a.paid, 0) as more_paid
        from sums a full join shown s using (tenant, party)
      )
      select concat(tenant, '/party ', party) as what,
        case when held < 0 then 'less than nothing is held'
          when more_held <> 0 or more_raised <> 0 or more_paid <> 0
          then format('the table of the credit differs from the events by %s paise held, %s raised, %s paid', more_held, more_raised, more_paid)
        end as why
      from compared`;
    return { examined: rows.length, wrong: rows.flatMap(({ what, why }) => (why === null ? [] : [{ what, why }])) };
  },
};
