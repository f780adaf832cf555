import { Type as t } from 'typebox';
import { query } from '#platform/feature';
import { Page, pageOf, paging, placeOf } from '#platform/page';
import { Id, PartyAnswer } from '../contract.ts';
import { listParties as read } from '../views/parties.ts';
import { RoleName } from './words.ts';

export const listParties = query({
  name: 'customers.listParties',
  summary: 'Lists parties in the order of their names.',
  access: 'customers:read',
  public: true,
  input: t.Object({
    search: t.Optional(t.String({ description: 'In name and GSTIN' })),
    role: t.Optional(RoleName),
    ...paging,
  }),
  output: Page(
    t.Object({
      ...PartyAnswer.properties,
      mergedInto: t.Optional(Id),
    }),
  ),
  run: async ({ limit, cursor, ...asked }, { sql, tenant }) => {
    const after = placeOf(cursor, ['text', 'uuid'], 'customers.bad-cursor');
    return pageOf(await read(sql, { tenant, ...asked, after, limit: limit + 1 }), limit, {
      place: ({ name, id }) => [name, id],
      item: ({ gstin, merged_into, ...row }) => ({
        ...row,
        ...(gstin !== null && { gstin }),
        ...(merged_into !== null && { mergedInto: merged_into }),
      }),
    });
  },
});
