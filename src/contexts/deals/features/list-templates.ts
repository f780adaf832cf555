import { Type as t } from 'typebox';
import { query } from '#platform/feature';
import { Page, pageOf, paging, placeOf } from '#platform/page';
import { Id } from '../contract.ts';
import { listTemplates as read } from '../views/templates.ts';
import { TermsTemplate } from './terms-input.ts';

export const listTemplates = query({
  name: 'deals.listTemplates',
  summary: 'Lists the templates, by name.',
  access: 'deals:write',
  public: true,
  input: t.Object({ ...paging }),
  output: Page(t.Object({ id: Id, name: t.String(), terms: TermsTemplate })),
  run: async ({ limit, cursor }, { sql, tenant }) => {
    const after = placeOf(cursor, ['text', 'uuid'], 'deals.bad-cursor');
    return pageOf(await read(sql, { tenant, after, limit: limit + 1 }), limit, {
      place: ({ name, id }) => [name, id],
      item: ({ terms, ...row }) => ({ ...row, terms: terms as TermsTemplate }), // as its schema was when it was saved
    });
  },
});
