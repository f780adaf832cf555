import { integerOf } from '#kernel/trade/integer';
import { all, filtersOn } from '#platform/filter';
import type { Sql } from '#platform/postgres/sql';
import { view } from '#platform/view';
import type { DispatchEvent, Known } from '../domain/dispatch-note.ts';

type DispatchRow = {
  readonly id: string;
  readonly deal: string;
  readonly deal_number: string;
  readonly buyer_name: string;
  readonly code: string;
  readonly grade: string;
  readonly status: Known['status'];
  readonly grams: string;
  readonly number: string | null;
  readonly day: string | null;
  readonly vehicle: string | null;
  readonly transporter: string | null;
  readonly lorry_receipt: string | null;
  readonly prepared_at: string;
};

const gramsOf = (lines: Known['lines']): string => String(lines.reduce((sum, { grams }) => sum + integerOf(grams), 0n));

/** What leaves, and with whom. No rate stands here. */
export const dispatches = view<DispatchEvent, DispatchRow, 'id'>({
  name: 'deals.dispatches',
  key: ['id'],
  on: {
    DispatchPrepared: ({ data: { dispatch, deal, dealNumber, buyerName, code, grade, lines }, recordedAt }, rows) =>
      rows.put({
        id: dispatch,
        deal,
        deal_number: dealNumber,
        buyer_name: buyerName,
        code,
        grade,
        status: 'prepared',
        grams: gramsOf(lines),
        number: null,
        day: null,
        vehicle: null,
        transporter: null,
        lorry_receipt: null,
        prepared_at: recordedAt,
      }),
    DispatchLoaded: ({ data: { dispatch, lines, vehicle, transporter, lorryReceipt = null } }, rows) =>
      rows.patch(
        { id: dispatch },
        { status: 'loaded', grams: gramsOf(lines), vehicle, transporter, lorry_receipt: lorryReceipt },
      ),
    DispatchDeparted: ({ data: { dispatch, number, on } }, rows) =>
      rows.patch({ id: dispatch }, { status: 'departed', number, day: on }),
    DispatchDelivered: ({ data: { dispatch } }, rows) => rows.patch({ id: dispatch }, { status: 'delivered' }),
    DispatchVoided: ({ data: { dispatch } }, rows) => rows.patch({ id: dispatch }, { status: 'voided' }),
  },
});

type Stored = DispatchRow & { readonly tenant: string };
export type DispatchFilter = Pick<Stored, 'tenant'> &
  Partial<Pick<Stored, 'id' | 'deal' | 'status'>> & {
    readonly after: readonly unknown[] | undefined;
    readonly limit: number;
  };

type Listed = Omit<DispatchRow, 'prepared_at'> & { readonly prepared_at: Date };
const { is, behind } = filtersOn<Stored>();

/** Dispatch notes, the newest first, behind a place. */
export const listDispatches = (sql: Sql, { tenant, id, deal, status, after, limit }: DispatchFilter) => {
  const page = behind(
    [
      ['prepared_at', 'desc'],
      ['id', 'asc'],
    ],
    after,
  );
  return sql<Listed>`
    select id, deal, deal_number, buyer_name, code, grade, status, grams::text as grams, number, day, vehicle, transporter, lorry_receipt, prepared_at
    from deals.dispatches
    where ${all(is('tenant', tenant), is('id', id), is('deal', deal), is('status', status), page)}
    order by prepared_at desc, id limit ${limit}`;
};
