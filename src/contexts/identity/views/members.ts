import type { Sealed } from '#kernel/sealed';
import type { Sql } from '#platform/postgres/sql';
import { view } from '#platform/view';
import type { Role } from '../domain/role.ts';
import type { WorkspaceEvent } from '../domain/workspace.ts';

type MemberRow = {
  readonly id: string;
  readonly kind: 'person' | 'service';
  readonly name: Sealed | null;
  readonly email: Sealed | null;
  readonly print: string | null;
  readonly roles: readonly Role[];
  readonly status: 'invited' | 'active' | 'disabled';
  readonly until: string | null;
  readonly joined_at: string | null;
  /** Secrets from before it open nothing; none: all count. */
  readonly secrets_from: string | null;
  /** A letter has confirmed the address. */
  readonly confirmed: boolean;
};

/** Who belongs to a workspace, and who is invited. */
export const members = view<WorkspaceEvent, MemberRow, 'id'>({
  name: 'identity.members',
  key: ['id'],
  on: {
    MemberInvited: ({ data: { id, email, print, roles, until } }, rows) =>
      rows.put({
        id,
        kind: 'person',
        name: null,
        email,
        print,
        roles,
        status: 'invited',
        confirmed: false,
        until,
        joined_at: null,
        secrets_from: null,
      }),
    MemberJoined: ({ data: { id, kind, name = null, email = null, print = null, roles }, recordedAt }, rows) =>
      rows.put({
        id,
        kind,
        name,
        email,
        print,
        roles,
        status: 'active',
        confirmed: email !== null,
        until: null,
        joined_at: recordedAt,
        secrets_from: null,
      }),
    MemberAddressed: ({ data: { id, email, print, confirmed = false } }, rows) => rows.patch({ id }, { email, print, confirmed }),
    MemberNamed: ({ data: { id, name } }, rows) => rows.patch({ id }, { name }),
    RolesChanged: ({ data: { id, roles } }, rows) => rows.patch({ id }, { roles }),
    MemberDisabled: ({ data: { id } }, rows) => rows.patch({ id }, { status: 'disabled' }),
    MemberEnabled: ({ data: { id }, recordedAt }, rows) => rows.patch({ id }, { status: 'active', secrets_from: recordedAt }),
    MemberRemoved: ({ data: { id } }, rows) => rows.drop({ id }),
  },
});

export type Listed = Omit<MemberRow, 'until' | 'joined_at' | 'secrets_from'> & {
  readonly until: Date | null;
  readonly joined_at: Date | null;
};

type Page = { readonly tenant: string; readonly after: string; readonly limit: number };

/** The members behind an id, in the order of their ids. */
export const listMembers = (sql: Sql, { tenant, after, limit }: Page) => sql<Listed & { readonly has_second_factor: boolean }>`
  select id, kind, name, email, print, roles, status, until, joined_at, confirmed,
    exists (select from identity.second_factor f where f.tenant = m.tenant and f.member = m.id and f.confirmed_at is not null)
      or exists (select from identity.passkey p where p.tenant = m.tenant and p.member = m.id) as has_second_factor
  from identity.members m where tenant = ${tenant} and id > ${after} order by id limit ${limit}`;

export const memberById = async (sql: Sql, tenant: string, id: string): Promise<Listed | undefined> => {
  const [row] = await sql<Listed>`
    select id, kind, name, email, print, roles, status, until, joined_at, confirmed
    from identity.members where tenant = ${tenant} and id = ${id}`;
  return row;
};

type Person = Pick<Listed, 'id' | 'status' | 'name' | 'email' | 'confirmed'> & { readonly hash: string | null };

/** The person who signs in with this address and the hash of the password, in one statement. */
export const personByPrint = async (sql: Sql, tenant: string, print: string): Promise<Person | undefined> => {
  const [row] = await sql<Person>`
    select m.id, m.status, m.name, m.email, m.confirmed, p.hash
    from identity.members m
    left join identity.password p on p.tenant = m.tenant and p.member = m.id
    where m.tenant = ${tenant} and m.print = ${print} and m.kind = 'person' and m.status <> 'invited'`;
  return row;
};

/** Whether there is such a workspace. */
export const hasMembers = async (sql: Sql, tenant: string): Promise<boolean> => {
  const [row] = await sql<{ readonly present: boolean }>`
    select exists (select from identity.members where tenant = ${tenant}) as present`;
  return row?.present ?? false;
};

/** The id under which an address is invited. */
export const invitedBefore = async (sql: Sql, tenant: string, print: string): Promise<string | undefined> => {
  const [row] = await sql<{ readonly id: string }>`
    select id from identity.members where tenant = ${tenant} and print = ${print} and status = 'invited'`;
  return row?.id;
};
