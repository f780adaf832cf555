import type { Sql } from '#platform/postgres/sql';
import { view } from '#platform/view';
import type { Condition, PolicyEvent, Rule } from '../domain/policy.ts';
import type { Label } from '../domain/label.ts';
import type { Role } from '../domain/role.ts';

type RuleRow = {
  readonly id: string;
  readonly label: string;
  readonly forbids: string;
  readonly roles: readonly string[] | null;
  readonly conditions: Readonly<Record<string, Condition>> | null;
};

/** What the workspace forbids beyond what roles do not allow. */
export const rules = view<PolicyEvent, RuleRow, 'id'>({
  name: 'identity.rules',
  key: ['id'],
  on: {
    RuleAdded: ({ data: { id, label, right, roles = null, when = null } }, rows) =>
      rows.put({ id, label, forbids: right, roles, conditions: when }),
    RuleRemoved: ({ data: { id } }, rows) => rows.drop({ id }),
  },
});

/** All rules of a workspace, oldest first: there are few. */
export const rulesOf = async (sql: Sql, tenant: string): Promise<readonly Rule[]> => {
  const rows = await sql<RuleRow>`
    select id, label, forbids, roles, conditions from identity.rules where tenant = ${tenant} order by id`;
  return rows.map(({ id, label, forbids, roles, conditions }) => ({
    id,
    label: label as Label, // written by the view, from events
    right: forbids,
    ...(roles && { roles: roles as readonly Role[] }), // as above
    ...(conditions && { when: conditions }),
  }));
};
