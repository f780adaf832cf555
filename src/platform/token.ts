import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Caller } from '#platform/caller';
import type { Sql } from '#platform/postgres/sql';

/** Whom a token stands for. */
export type Identity = Pick<Caller, 'tenant' | 'actor' | 'scopes'>;

export type Tokens = {
  /** Whom this token stands for; undefined when it is unknown or has expired. */
  readonly identify: (token: string) => Promise<Identity | undefined>;
  /** Makes a new token: `alm_` and 256 random bits. It is told once and kept only as its hash. */
  readonly issue: (identity: Identity, name: string, days?: number) => Promise<string>;
};

type Row = Identity & { readonly hash: Buffer };

/** The tokens in the database. A token that was taken away stays good for at most 30 seconds. */
export const tokens = (sql: Sql): Tokens => {
  const known = new LRUCache<string, Identity>({ max: 1_000, ttl: 30_000 });

  const look = async (wanted: Buffer): Promise<Identity | undefined> => {
    const [row] = await sql<Row>`
      select hash, tenant, actor, scopes from platform.token
      where hash = ${wanted} and (expires_at is null or expires_at > now())`;
    if (row === undefined || !timingSafeEqual(row.hash, wanted)) return undefined;
    return { tenant: row.tenant, actor: row.actor, scopes: row.scopes };
  };

  return {
    identify: async (token) => {
      if (!wellFormed.test(token)) return undefined;
      const key = hash('sha256', token, 'hex');
      const cached = known.get(key);
      if (cached) return cached;
      const identity = await look(Buffer.from(key, 'hex'));
      if (identity) known.set(key, identity);
      return identity;
    },
    issue: async ({ tenant, actor, scopes }, name, days) => {
      const token = `alm_${randomBytes(32).toString('base64url')}`;
      await sql`
        insert into platform.token (hash, tenant, actor, scopes, name, expires_at)
        values (${hash('sha256', token, 'buffer')}, ${tenant}, ${actor}, ${[...scopes]}, ${name}, now() + make_interval(days => ${days ?? null}))`;
      return token;
    },
  };
};

const wellFormed = /^alm_[A-Za-z0-9_-]{43}$/;
