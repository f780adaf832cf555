import type { Sql } from '#platform/postgres/sql';
import { view } from '#platform/view';
import type { TemplateEvent } from '../domain/template.ts';

type TemplateRow = { readonly id: string; readonly name: string; readonly terms: object };

/** What deals are entered by. */
export const templates = view<TemplateEvent, TemplateRow, 'id'>({
  name: 'deals.templates',
  key: ['id'],
  on: {
    TemplateSaved: ({ data: { template, name, terms } }, rows) => rows.put({ id: template, name, terms }),
    TemplateDeleted: ({ data: { template } }, rows) => rows.drop({ id: template }),
  },
});

/** By name, behind a place. */
export const listTemplates = (
  sql: Sql,
  { tenant, after, limit }: { readonly tenant: string; readonly after: readonly unknown[] | undefined; readonly limit: number },
) => {
  const [name, id] = after ?? ['', '00000000-0000-0000-0000-000000000000'];
  return sql<TemplateRow>`
    select id, name, terms from deals.templates where tenant = ${tenant} and (name, id) > (${name}::text, ${id}::uuid)
    order by name, id limit ${limit}`;
};
