import type { Sql } from '#platform/postgres/sql';
import { view } from '#platform/view';
import type { WorkspaceEvent } from '../domain/workspace.ts';

type RequirementRow = { readonly id: 'second-factor' };

/** What a workspace asks of its members. */
export const requirements = view<WorkspaceEvent, RequirementRow, 'id'>({
  name: 'identity.requirements',
  key: ['id'],
  on: {
    SecondFactorAsked: ({ data: { of } }, rows) =>
      of === 'everybody' ? rows.put({ id: 'second-factor' }) : rows.drop({ id: 'second-factor' }),
  },
});

type Of = { readonly tenant: string; readonly member: string };

/** Whether a password alone lets this member in no more: two factors are asked for, and the one way to show them is a passkey. */
export const mustUsePasskey = async (sql: Sql, { tenant, member }: Of): Promise<boolean> => {
  const [row] = await sql<{ readonly must: boolean }>`
    select exists (select from identity.requirements where tenant = ${tenant} and id = 'second-factor')
      and exists (select from identity.passkey where tenant = ${tenant} and member = ${member}) as must`;
  return row?.must ?? false;
};

/** Whether a member has a second factor, or a passkey. */
export const hasFactor = async (sql: Sql, { tenant, member }: Of): Promise<boolean> => {
  const [row] = await sql<{ readonly has: boolean }>`
    select exists (
      select from identity.second_factor where tenant = ${tenant} and member = ${member} and confirmed_at is not null
    ) or exists (select from identity.passkey where tenant = ${tenant} and member = ${member}) as has`;
  return row?.has ?? false;
};
