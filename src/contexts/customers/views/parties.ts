import { all, condition, filtersOn } from '#platform/filter';
import type { Sql } from '#platform/postgres/sql';
import { view } from '#platform/view';
import type { Known, PartyEvent, Role } from '../domain/party.ts';

type PartyRow = {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly gstin: string | null;
  readonly status: Known['status'];
  readonly merged_into: string | null;
};

/** Who buys, supplies and transports. */
export const parties = view<PartyEvent, PartyRow, 'id'>({
  name: 'customers.parties',
  key: ['id'],
  on: {
    PartyRegistered: ({ data: { party, name, state } }, rows) =>
      rows.put({ id: party, name, state, gstin: null, status: 'active', merged_into: null }),
    GstinSet: ({ data: { party, gstin } }, rows) => rows.patch({ id: party }, { gstin, state: gstin.slice(0, 2) }),
    PartyMerged: ({ data: { party, into } }, rows) => rows.patch({ id: party }, { status: 'merged', merged_into: into }),
    PartyBlocked: ({ data: { party } }, rows) => rows.patch({ id: party }, { status: 'blocked' }),
    PartyUnblocked: ({ data: { party } }, rows) => rows.patch({ id: party }, { status: 'active' }),
    PartyWithdrawn: ({ data: { party } }, rows) => rows.patch({ id: party }, { status: 'withdrawn' }),
  },
});

/** Which roles each party has. */
export const roles = view<PartyEvent, { readonly party: string; readonly role: Role }, 'party' | 'role'>({
  name: 'customers.roles',
  key: ['party', 'role'],
  on: {
    RoleAdded: ({ data: { party, role } }, rows) => rows.put({ party, role }),
    PartyWithdrawn: ({ data: { party } }, rows) => rows.drop({ party }),
  },
});

type Listed = PartyRow & { readonly roles: readonly Role[] };
type Stored = PartyRow & { readonly tenant: string };
export type PartyFilter = Pick<Stored, 'tenant'> & {
  readonly search?: string;
  readonly role?: Role;
  readonly after: readonly unknown[] | undefined;
  readonly limit: number;
};

const { is, contains, behind } = filtersOn<Stored>('p');

const hasRole = (role: Role | undefined) =>
  role === undefined
    ? undefined
    : condition`exists (select from customers.roles r where r.tenant = p.tenant and r.party = p.id and r.role = ${role})`;

const notWithdrawn = condition`p.status <> 'withdrawn'`;

/** Parties in the order of their names, behind a place; `search` is looked for in name and GSTIN. */
export const listParties = (sql: Sql, { tenant, search, role, after, limit }: PartyFilter) => {
  const page = behind(
    [
      ['name', 'asc'],
      ['id', 'asc'],
    ],
    after,
  );
  return sql<Listed>`
    select p.id, p.name, p.state, p.gstin, p.status, p.merged_into,
      array(select r.role from customers.roles r where r.tenant = p.tenant and r.party = p.id order by r.role) as roles
    from customers.parties p
    where ${all(is('tenant', tenant), notWithdrawn, contains(['name', 'gstin'], search), hasRole(role), page)}
    order by p.name, p.id limit ${limit}`;
};
