import type { Identify } from '#platform/token';
import { rightsFrom, within } from './domain/role.ts';
import type { Secrets } from './ports.ts';
import { bearerOfAccessToken, bearerOfKey, bearerOfSession } from './views/bearers.ts';

/** Whom an API key (`almk_`), the session of a browser (`alms_`) or an access token stands for, with what the member may do at this moment. */
export const identifyBearer =
  ({ hash }: Secrets): Identify =>
  async (token, { sql, now }) => {
    const bearer = await readerOf(token)(sql, hash(token), now());
    if (bearer === undefined) return undefined;
    const held = rightsFrom(bearer.roles);
    return { tenant: bearer.tenant, actor: bearer.member, scopes: bearer.scopes === null ? held : within(held, bearer.scopes) };
  };

const readerOf = (token: string) => {
  if (token.startsWith('almk_')) return bearerOfKey;
  return token.startsWith('alms_') ? bearerOfSession : bearerOfAccessToken;
};
