import type { Sql } from '#platform/postgres/sql';
import { view } from '#platform/view';
import type { ApiKeyEvent } from '../domain/api-key.ts';

type ApiKeyRow = {
  readonly id: string;
  readonly member: string;
  readonly label: string;
  readonly hash: string;
  readonly hint: string;
  readonly scopes: readonly string[] | null;
  readonly until: string | null;
  readonly issued_at: string;
};

/** The keys that open something. */
export const apiKeys = view<ApiKeyEvent, ApiKeyRow, 'id'>({
  name: 'identity.api_keys',
  key: ['id'],
  on: {
    ApiKeyIssued: ({ data: { scopes = null, until = null, ...key }, recordedAt }, rows) =>
      rows.put({ ...key, scopes, until, issued_at: recordedAt }),
    ApiKeyRevoked: ({ data: { id } }, rows) => rows.drop({ id }),
  },
});

type Listed = Omit<ApiKeyRow, 'hash' | 'until' | 'issued_at'> & {
  readonly until: Date | null;
  readonly issued_at: Date;
  readonly used_at: Date | null;
};

/** The ids of all keys of a member. */
export const keysOf = async (sql: Sql, { tenant, member }: { readonly tenant: string; readonly member: string }) =>
  (await sql<{ readonly id: string }>`select id from identity.api_keys where tenant = ${tenant} and member = ${member}`).map(
    ({ id }) => id,
  );

type Page = { readonly tenant: string; readonly member: string | null; readonly after: string; readonly limit: number };

/** The keys behind an id, of one member or of all. */
export const listApiKeys = (sql: Sql, { tenant, member, after, limit }: Page) => sql<Listed>`
  select k.id, k.member, k.label, k.hint, k.scopes, k.until, k.issued_at, u.used_at
  from identity.api_keys k left join identity.api_key_use u on u.tenant = k.tenant and u.id = k.id
  where k.tenant = ${tenant} and (${member}::text is null or k.member = ${member}) and k.id > ${after}
  order by k.id limit ${limit}`;
