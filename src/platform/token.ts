import { hash, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { Rejection } from '#kernel/rejection';
import { type Deadlines, deadlines } from '#platform/deadlines';
import type { Caller } from '#platform/caller';
import { grantBehind, isPeerToken } from '#platform/peer-token';
import type { Sql } from '#platform/postgres/sql';

/** Whom a token stands for. */
export type Identity = Pick<Caller, 'tenant' | 'actor' | 'scopes' | 'limitedBy' | 'peer' | 'credential'>;

/** Whom a token of a context stands for; undefined when it is none of its, or opens nothing any more. */
export type Identify = (token: string, ports: { readonly sql: Sql; readonly now: () => Date }) => Promise<Identity | undefined>;

export type Tokens = {
  /** Whom this token stands for; undefined when it is unknown or has expired. */
  readonly identify: (token: string) => Promise<Identity | undefined>;
  /** Makes a new token of the installation: `alm_` and 256 random bits. It is told once and kept only as its hash. */
  readonly issue: (identity: Identity, name: string, days?: number) => Promise<string>;
};

type Parts = {
  readonly sql: Sql;
  readonly now: () => Date;
  /** Asked in turn about tokens that are not the installation's own. */
  readonly others?: readonly Identify[];
};

/** Milliseconds for which a token that was good is taken to be good: as long does one that is taken away live on, at most. */
const kept = 900;

/** The tokens of the installation, in the database, and those of its contexts. */
export const tokens = ({ sql, now, others = [] }: Parts): Tokens => {
  // Not by the cache's own time to live: it sets a timer each millisecond that it is asked in.
  const known = new LRUCache<string, { readonly identity: Identity; readonly until: number }>({ max: 10_000 });

  const within = deadlines();

  const own: Identify = async (token) => {
    const [row] = await sql<Identity>`
      select tenant, actor, scopes from platform.token
      where hash = ${hash('sha256', token, 'buffer')} and (expires_at is null or expires_at > ${now()})`;
    return row && { tenant: row.tenant, actor: row.actor, scopes: row.scopes, credential: { kind: 'installation' } };
  };

  const look = async (token: string): Promise<Identity | undefined> => {
    if (token.startsWith(prefix)) return own(token, { sql, now });
    if (isPeerToken(token)) {
      const peer = await grantBehind(sql, token);
      return peer && { tenant: '', actor: '', scopes: [], peer }; // nobody, until it says for whom it calls
    }
    for (const other of others) {
      const identity = await other(token, { sql, now });
      if (identity) return identity;
    }
    return undefined;
  };

  return {
    identify: async (token) => {
      if (!wellFormed.test(token)) return undefined;
      const key = hash('sha256', token);
      const cached = known.get(key);
      if (cached && cached.until > performance.now()) return cached.identity;
      const identity = await inTime(within, look(token));
      if (identity) known.set(key, { identity, until: performance.now() + kept });
      else known.delete(key);
      return identity;
    },
    issue: async ({ tenant, actor, scopes }, name, days) => {
      const token = `${prefix}${randomBytes(32).toString('base64url')}`;
      const until = days === undefined ? null : new Date(now().getTime() + days * 86_400_000);
      await sql`
        insert into platform.token (hash, tenant, actor, scopes, name, expires_at)
        values (${hash('sha256', token, 'buffer')}, ${tenant}, ${actor}, ${[...scopes]}, ${name}, ${until})`;
      return token;
    },
  };
};

const prefix = 'alm_';
/** Milliseconds: it is asked before the gate, whose deadline does not hold here; a database that is going down may never answer. */
const patience = 5_000;

const inTime = <T>(within: Deadlines, work: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const late = () =>
      reject(new Rejection('busy', 'call.too-slow', 'Who you are could not be looked up in time. Please try again.'));
    const done = within(patience, late);
    work.then(resolve, reject).finally(done);
  });

const wellFormed = /^[A-Za-z0-9_-]{20,200}$/;
