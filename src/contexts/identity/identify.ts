import type { Identify } from '#platform/token';
import { everybody, rightsFrom, within } from './domain/role.ts';
import type { Secrets } from './ports.ts';
import { bearerOfAccessToken, bearerOfKey, bearerOfSession } from './views/bearers.ts';

/** Whom an API key (`almk_`), the session of a browser (`alms_`) or an access token stands for, with what the member may do at this moment. */
export const identifyBearer =
  ({ hash }: Secrets): Identify =>
  async (token, { sql, now }) => {
    const bearer = await readerOf(token)(sql, hash(token), now());
    if (bearer === undefined) return undefined;
    const { tenant, member: actor, roles, scopes, lacks_a_factor } = bearer;
    const held = lacks_a_factor ? everybody : rightsFrom(roles);
    return { tenant, actor, scopes: scopes === null ? held : within(held, scopes), ...(lacks_a_factor && { limitedBy }) };
  };

const limitedBy = 'This workspace asks for a second factor. Set one up at /account; until then nothing else is open to you.';

const readerOf = (token: string) => {
  if (token.startsWith('almk_')) return bearerOfKey;
  return token.startsWith('alms_') ? bearerOfSession : bearerOfAccessToken;
};
