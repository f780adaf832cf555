import type { Identify } from '#platform/token';
import { rightsFrom, within } from './domain/role.ts';
import type { Secrets } from './ports.ts';
import { bearerOfKey, bearerOfSession } from './views/bearers.ts';

/** Whom an API key (`almk_`) or the session of a browser (`alms_`) stands for, with what the member may do at this moment. */
export const identifyBearer =
  ({ hash }: Secrets): Identify =>
  async (token, { sql, now }) => {
    const read = token.startsWith('almk_') ? bearerOfKey : token.startsWith('alms_') ? bearerOfSession : undefined;
    const bearer = await read?.(sql, hash(token), now());
    if (bearer === undefined) return undefined;
    const held = rightsFrom(bearer.roles);
    return { tenant: bearer.tenant, actor: bearer.member, scopes: bearer.scopes === null ? held : within(held, bearer.scopes) };
  };
