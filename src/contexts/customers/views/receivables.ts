import type { Sql } from '#platform/postgres/sql';
import { view } from '#platform/view';
import type { CreditEvent } from '../domain/credit-account.ts';

type ReceivableRow = {
  readonly id: string;
  readonly party: string;
  readonly deal: string;
  readonly paise: string;
  readonly raised_on: string;
  readonly due_on: string;
};

/** What buyers were asked to pay. */
export const receivables = view<CreditEvent, ReceivableRow, 'id'>({
  name: 'customers.receivables',
  key: ['id'],
  on: {
    ReceivableRaised: ({ data: { receivable, party, deal, paise, raisedOn, dueOn } }, rows) =>
      rows.put({ id: receivable, party, deal, paise, raised_on: raisedOn, due_on: dueOn }),
  },
});

type PaymentRow = {
  readonly id: string;
  readonly party: string;
  readonly paise: string;
  readonly paid_on: string;
  readonly reference: string | null;
  readonly reversed: boolean;
};

/** What they paid. */
export const payments = view<CreditEvent, PaymentRow, 'id'>({
  name: 'customers.payments',
  key: ['id'],
  on: {
    PaymentRecorded: ({ data: { payment, party, paise, paidOn, reference = null } }, rows) =>
      rows.put({ id: payment, party, paise, paid_on: paidOn, reference, reversed: false }),
    PaymentReversed: ({ data: { payment } }, rows) => rows.patch({ id: payment }, { reversed: true }),
  },
});

type Open = ReceivableRow & { readonly open: string };
type Wanted = {
  readonly tenant: string;
  readonly party: string | null;
  readonly after: readonly unknown[] | undefined;
  readonly limit: number;
};

/** Receivables that are not paid, the longest due first: what a buyer has paid settles what was due first. */
export const openReceivables = (sql: Sql, { tenant, party, after, limit }: Wanted) => {
  const [due, id] = after ?? ['-infinity', '00000000-0000-0000-0000-000000000000'];
  return sql<Open>`
    with due as (
      select r.*, sum(r.paise) over (partition by r.party order by r.due_on, r.id)::bigint as total, coalesce(c.paid, 0) as paid
      from customers.receivables r left join customers.credit c on c.tenant = r.tenant and c.party = r.party
      where r.tenant = ${tenant} and (${party}::uuid is null or r.party = ${party}::uuid)
    )
    select id, party, deal, paise::text as paise, raised_on, due_on, least(paise, total - paid)::text as open from due
    where total > paid and (due_on, id) > (${due}::date, ${id}::uuid)
    order by due_on, id limit ${limit}`;
};

/** What a buyer has paid, the newest first. */
export const paymentsOf = (sql: Sql, tenant: string, party: string) => sql<PaymentRow>`
  select id, party, paise::text as paise, paid_on, reference, reversed from customers.payments
  where tenant = ${tenant} and party = ${party}::uuid order by paid_on desc, id limit 100`;
