import { Type as t } from 'typebox';
import { query } from '#platform/feature';
import { indexStatus } from '../views/documents.ts';

export const getIndexStatus = query({
  name: 'discovery.getIndexStatus',
  summary: 'Tells how many notes are in the index, and how many wait for their connections.',
  access: 'discovery:read',
  input: t.Object({}),
  output: t.Object({ notes: t.Integer(), waiting: t.Integer() }),
  run: async (_, { sql, tenant }) => ({ ...(await indexStatus(sql, tenant)) }),
});
