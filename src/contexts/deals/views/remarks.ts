import type { Sql } from '#platform/postgres/sql';
import { view } from '#platform/view';
import type { Audience, DealEvent } from '../domain/deal.ts';

type RemarkRow = {
  readonly deal: string;
  readonly version: number;
  readonly author: string;
  readonly audience: Audience;
  readonly text: string;
  readonly said_at: string;
};

/** What was said about a deal. */
export const remarks = view<DealEvent, RemarkRow, 'deal' | 'version'>({
  name: 'deals.remarks',
  key: ['deal', 'version'],
  on: {
    RemarkAdded: ({ data: { deal, by, audience, text }, version, recordedAt }, rows) =>
      rows.put({ deal, version, author: by, audience, text, said_at: recordedAt }),
  },
});

type Said = Omit<RemarkRow, 'said_at'> & { readonly said_at: Date };

export const remarksOn = (sql: Sql, tenant: string, deal: string) => sql<Said>`
  select deal, version, author, audience, text, said_at from deals.remarks
  where tenant = ${tenant} and deal = ${deal}::uuid order by version`;
