import { Type as t } from 'typebox';
import { query } from '#platform/feature';
import type { Running } from '../services/analyse-notes.ts';
import { indexStatus } from '../views/documents.ts';

export const getIndexStatus = (running: Promise<Running>) =>
  query({
    name: 'discovery.getIndexStatus',
    summary: 'Tells how many notes are in the index, and what is still to be done.',
    access: 'discovery:read',
    public: true,
    input: t.Object({}),
    output: t.Object({
      notes: t.Integer(),
      waiting: t.Integer({ description: 'Notes whose connections are still to be worked out.' }),
      behind: t.Integer({ description: 'Events that the index has not looked at yet.' }),
    }),
    run: async (_, { sql, tenant, events }) => {
      const { subscription } = await running;
      const seen = subscription.position();
      const [status, head] = await Promise.all([indexStatus(sql, tenant), events.position()]);
      return { ...status, behind: Math.max(0, head - seen) };
    },
  });
