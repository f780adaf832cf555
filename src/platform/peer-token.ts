import { hash, randomBytes } from 'node:crypto';
import { must } from '#kernel/rejection';
import type { Sql } from '#platform/postgres/sql';

/** What a token of another process of this installation opens. */
export type PeerGrant = {
  readonly name: string;
  /** Whose features it calls, internal ones too, and whose published events it reads. */
  readonly contexts: readonly string[];
  /** In which workspaces it acts. Default all. */
  readonly workspaces?: readonly string[];
};

type Row = Omit<PeerGrant, 'workspaces'> & { readonly workspaces: readonly string[] | null };

const prefix = 'almp_';

export const isPeerToken = (token: string): boolean => token.startsWith(prefix);

/** How a token for the peer that runs a context is made. */
export const howToIssue = (context: string): string =>
  `Issue one at the process that runs ${context}: almanac token --peer <name of this process> --contexts ${context}`;

const grantOf = ({ name, contexts, workspaces }: Row): PeerGrant => ({ name, contexts, ...(workspaces && { workspaces }) });

export const grantBehind = async (sql: Sql, token: string): Promise<PeerGrant | undefined> => {
  const [row] = await sql<Row>`
    select name, contexts, workspaces from platform.peer_token where hash = ${hash('sha256', token, 'buffer')}`;
  return row && grantOf(row);
};

/** Makes a token: `almp_` and 256 random bits. It is shown once, and only its hash is stored. */
export const issuePeerToken = async (sql: Sql, { name, contexts, workspaces }: PeerGrant): Promise<string> => {
  const token = `${prefix}${randomBytes(32).toString('base64url')}`;
  const made = await sql`
    insert into platform.peer_token (name, hash, contexts, workspaces)
    values (${name}, ${hash('sha256', token, 'buffer')}, ${[...contexts]}, ${workspaces ? [...workspaces] : null})
    on conflict (name) do nothing returning name`;
  must(made.length > 0, 'platform.peer-exists', `There is a token for ${name}. Revoke it first, or choose another name.`);
  return token;
};

export const listPeerTokens = async (sql: Sql): Promise<readonly (PeerGrant & { readonly createdAt: string })[]> => {
  const rows = await sql<Row & { readonly created_at: Date }>`
    select name, contexts, workspaces, created_at from platform.peer_token order by name`;
  return rows.map((row) => ({ ...grantOf(row), createdAt: row.created_at.toISOString() }));
};

/** Returns whether there was one. */
export const revokePeerToken = async (sql: Sql, name: string): Promise<boolean> =>
  (await sql`delete from platform.peer_token where name = ${name} returning name`).length > 0;
