import type { Sql } from '#platform/postgres/sql';
import { view } from '#platform/view';
import type { ClientEvent } from '../domain/client.ts';

type ClientRow = {
  readonly id: string;
  readonly label: string;
  readonly redirects: readonly string[];
  readonly after_logout: readonly string[];
  readonly scopes: readonly string[];
  readonly secret_hash: string | null;
  readonly member: string | null;
  readonly registered_at: string;
};

/** The programs that may ask people to let them act. */
export const clients = view<ClientEvent, ClientRow, 'id'>({
  name: 'identity.clients',
  key: ['id'],
  on: {
    ClientRegistered: ({ data: { afterLogout, secretHash = null, member = null, ...client }, recordedAt }, rows) =>
      rows.put({ ...client, after_logout: afterLogout, secret_hash: secretHash, member, registered_at: recordedAt }),
    ClientRemoved: ({ data: { id } }, rows) => rows.drop({ id }),
  },
});

export type Listed = Omit<ClientRow, 'registered_at'> & { readonly tenant: string; readonly registered_at: Date };

/** A client of whatever workspace: its id is all that it sends. */
export const clientById = async (sql: Sql, id: string): Promise<Listed | undefined> => {
  const [row] = await sql<Listed>`
    select tenant, id, label, redirects, after_logout, scopes, secret_hash, member, registered_at from identity.clients where id = ${id}`;
  return row;
};

type Page = { readonly tenant: string; readonly after: string; readonly limit: number };

export const listClients = (sql: Sql, { tenant, after, limit }: Page) => sql<Listed>`
  select tenant, id, label, redirects, after_logout, scopes, secret_hash, member, registered_at from identity.clients
  where tenant = ${tenant} and id > ${after} order by id limit ${limit}`;
