import { Type as t } from 'typebox';
import { context } from '#platform/context';
import { query } from '#platform/feature';

/** Something to read for whoever may read notes. */
export const shelf = context({
  name: 'shelf',
  home: import.meta.dirname,
  rest: {
    'GET /v2/notes': query({
      name: 'shelf.list',
      summary: 'Something to read.',
      access: 'graph:read',
      public: true,
      input: t.Object({}),
      output: t.Object({ tenant: t.String(), actor: t.String() }),
      run: async (_, { tenant, caller }) => ({ tenant, actor: caller.actor }),
    }),
  },
  views: [],
});
