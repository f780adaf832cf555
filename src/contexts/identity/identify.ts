import type { Identify } from '#platform/token';
import { delegable } from './domain/authority.ts';
import { everybody, rightsFrom, within } from './domain/role.ts';
import type { Secrets } from './ports.ts';
import { type Bearer, bearerOfAccessToken, bearerOfKey, bearerOfSession } from './views/bearers.ts';

/** Whom an API key (`almk_`), the session of a browser (`alms_`) or an access token stands for, with what the member may do at this moment. */
export const identifyBearer =
  ({ hash }: Secrets): Identify =>
  async (token, { sql, now }) => {
    const bearer = await readerOf(token)(sql, hash(token), now());
    if (bearer === undefined) return undefined;
    const { tenant, member: actor, roles, scopes, lacks_a_factor, kind, id, since } = bearer;
    const held = lacks_a_factor ? everybody : rightsFrom(roles);
    return {
      tenant,
      actor,
      scopes: scopes === null ? held : carried(kind, held, scopes),
      ...(lacks_a_factor && { limitedBy }),
      credential: { kind, id, ...(since !== null && { since }) },
    };
  };

/** A person who agreed to everything that they may do has not handed out the installation, nor rights without a name. */
const carried = (kind: Bearer['kind'], held: readonly string[], scopes: readonly string[]): readonly string[] =>
  kind === 'program' && scopes.includes('*') ? delegable(held) : within(held, scopes);

const limitedBy = 'This workspace asks for a second factor. Set one up at /account; until then nothing else is open to you.';

const readerOf = (token: string) => {
  if (token.startsWith('almk_')) return bearerOfKey;
  return token.startsWith('alms_') ? bearerOfSession : bearerOfAccessToken;
};
