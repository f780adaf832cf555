import { Type as t } from 'typebox';
import { must } from '#kernel/rejection';
import { command } from '#platform/feature';
import { ApiKey, issue, Scopes } from '../domain/api-key.ts';
import { Label } from '../domain/label.ts';
import { rightsFrom, within } from '../domain/role.ts';
import { memberOf, Workspace } from '../domain/workspace.ts';
import type { World } from '../ports.ts';

const day = 86_400_000;

export const issueKey = ({ secrets }: World) =>
  command({
    name: 'identity.issueKey',
    summary:
      'Makes an API key, for yourself or, with the right identity:write, for a service account. It is told once, and kept as a hash.',
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

    run: async ({ label, member, scopes, days = 365 }, { events, tenant, caller, newId, now }) => {
      const [id, key, holder] = [newId(), secrets.make('almk_'), member ?? caller.actor];
      const issued = {
        id,
        member: holder,
        label: Label(label),
        hash: secrets.hash(key),
        hint: key.slice(-4),
        until: new Date(now().getTime() + days * day).toISOString(),
        ...(scopes && { scopes: Scopes(scopes) }),
      };
      const answer = await events.decide(
        { workspace: [Workspace, tenant], key: [ApiKey, id] },
        ({ workspace }) => {
          const { roles } = memberOf(workspace, holder);
          mayIssue(caller, holder, issued.scopes ?? rightsFrom(roles));
          return { key: issue(issued) };
        },
        () => ({ id }),
      );
      // Where this was a repetition, the answer is that of the first call, whose key was told then.
      return answer.id === id ? { id, key } : answer;
    },
  });

type By = { readonly actor: string; readonly scopes: readonly string[] };

/** Nobody makes a key that may do more than they may, nor one for somebody else without looking after accounts. */
const mayIssue = ({ actor, scopes: held }: By, holder: string, wanted: readonly string[]): void => {
  must(
    holder === actor || within(held, ['identity:write']).length > 0,
    'identity.not-your-account',
    'To make a key for another account you need the right identity:write.',
  );
  const lacking = wanted.filter((right) => !held.includes('*') && !held.includes(right));
  must(lacking.length === 0, 'identity.more-than-yours', `A key cannot do more than you may: ${lacking.join(', ')}.`);
};
