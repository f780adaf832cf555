import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { ApiKey, issue, Scopes } from '../domain/api-key.ts';
import { credentialScopes } from '../domain/authority.ts';
import { Label } from '../domain/label.ts';
import { holderIn, Workspace } from '../domain/workspace.ts';
import type { World } from '../ports.ts';
import { assertRecentSignIn } from './recent-sign-in.ts';

const day = 86_400_000;

export const issueKey = ({ secrets }: World) =>
  command({
    name: 'identity.issueKey',
    summary:
      'Creates an API key for yourself or, with the right identity:write, for a service account whose every right you hold. Shown once; only its hash is stored.',
    access: 'self:write',
    public: true,
    answers: 201,
    input: t.Object({
      label: t.String(),
      member: t.Optional(t.String({ maxLength: 100, description: 'The account whose rights it carries. Default: yours.' })),
      scopes: t.Optional(t.Array(t.String(), { maxItems: 100, description: 'Some of its rights. Default: all.' })),
      days: t.Optional(t.Integer({ minimum: 1, maximum: 3_650, description: 'How long it is good. Default: a year.' })),
    }),
    output: t.Object({ id: t.String(), key: t.Optional(t.String()) }),

    run: async ({ label, member, scopes, days = 365 }, ports) => {
      assertRecentSignIn(ports);
      const { events, tenant, caller, newId, now } = ports;
      const [id, key, holder] = [newId(), secrets.make('almk_'), member ?? caller.actor];
      const issued = {
        id,
        member: holder,
        label: Label(label),
        hash: secrets.hash(key),
        hint: key.slice(-4),
        until: new Date(now().getTime() + days * day).toISOString(),
      };
      const wanted = scopes && Scopes(scopes);
      const answer = await events.decide(
        { workspace: [Workspace, tenant], key: [ApiKey, id] },
        ({ workspace }) => {
          const carried = credentialScopes(caller, holderIn(workspace, holder), wanted);
          return { key: issue({ ...issued, ...(carried && { scopes: carried }) }) };
        },
        () => ({ id }),
      );
      // Where this was a repetition, the answer is that of the first call, whose key was told then.
      return answer.id === id ? { id, key } : answer;
    },
  });
