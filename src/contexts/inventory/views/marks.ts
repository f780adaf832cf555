import type { Sql } from '#platform/postgres/sql';
import { view } from '#platform/view';
import type { MarkEvent } from '../domain/mark.ts';

type MarkRow = { readonly grade: string; readonly day: string; readonly rate: string; readonly per: 'kg' | 'MT' };

/** What each grade was worth on a day. */
export const marks = view<MarkEvent, MarkRow, 'grade' | 'day'>({
  name: 'inventory.marks',
  key: ['grade', 'day'],
  on: {
    MarkSet: ({ data: { grade, on, rate } }, rows) => rows.put({ grade, day: on, rate: rate.tenThousandths, per: rate.per }),
  },
});

/** The newest mark of each grade up to a day. */
export const marksOn = (sql: Sql, tenant: string, day: string) => sql<MarkRow>`
  select distinct on (grade) grade, day, rate::text as rate, per from inventory.marks
  where tenant = ${tenant} and day <= ${day}::date order by grade, day desc`;
