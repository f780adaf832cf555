import { Type as t } from 'typebox';
import { query } from '#platform/feature';
import { commandLine } from '../oauth/clients.ts';
import { grantsOf } from '../views/artifacts.ts';

/** Of the programs that are not registered: they are part of Almanac. */
const names = new Map([[commandLine.client_id, commandLine.client_name]]);

export const listConsents = query({
  name: 'identity.listConsents',
  summary:
    'Lists the programs that you let act for you, with what they may do, since when and how long, the one agreed to last first.',
  access: 'self:read',
  public: true,
  input: t.Object({}),
  output: t.Object({
    items: t.Array(
      t.Object({
        client: t.String(),
        label: t.String(),
        scopes: t.Array(t.String()),
        since: t.String(),
        until: t.String(),
      }),
    ),
  }),
  run: async (_, { sql, tenant, caller, now }) => {
    const rows = await grantsOf(sql, { tenant, member: caller.actor }, now());
    return {
      items: rows.map(({ client, label, scopes, since, until }) => ({
        client,
        label: label ?? names.get(client) ?? client,
        scopes,
        since: since.toISOString(),
        until: until.toISOString(),
      })),
    };
  },
});
