import { createPool } from '#platform/postgres/pool';
import { sqlOn } from '#platform/postgres/sql';
import { tokens } from '#platform/token';
import type { House } from '../identity/house.ts';

/** Who must not get in, or not see anything: each a way to come to a token, a new one for each call, which no process has in memory. */
export type Callers = {
  /** Another workspace's owner. */
  readonly stranger: string;
  /** Nobody. */
  readonly anonymous: () => Promise<string>;
  /** Somebody without the right. */
  readonly lowerRole: () => Promise<string>;
  /** A key that was good. */
  readonly expired: () => Promise<string>;
  /** A member who is kept out. */
  readonly disabled: () => Promise<string>;
};

export const callersOf = async ({ request, databaseUrl }: House): Promise<Callers> => {
  const pool = createPool(databaseUrl, { size: 1 });
  const desk = tokens({ sql: sqlOn(pool), now: () => new Date() });
  const issue = (tenant: string, actor: string, scopes: readonly string[], days?: number) =>
    desk.issue({ tenant, actor, scopes }, 'the tenancy matrix', days);
  const stranger = await issue('elsewhere', 'eve', ['*']);
  const lower = await issue('home', 'lou', ['nothing:read']);
  const expired = await Promise.all(Array.from({ length: 10 }, () => issue('home', 'owner', ['*'], -1)));
  const { body: job } = await request('POST', '/api/v2/members/services', { name: 'Kept out', roles: ['owner'] });
  const { body: key } = await request('POST', '/api/v2/keys', { label: 'kept out', member: job.id });
  await request('POST', `/api/v2/members/${job.id}/disable`);
  await pool.end();
  return {
    stranger,
    anonymous: async () => '',
    lowerRole: async () => lower,
    expired: async () => expired[0] ?? '',
    disabled: async () => key.key,
  };
};
