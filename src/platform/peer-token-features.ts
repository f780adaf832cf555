import { Type as t } from 'typebox';
import { found, Rejection, valid } from '#kernel/rejection';
import type { Caller } from '#platform/caller';
import { command, type Feature, query } from '#platform/feature';
import { owner } from '#platform/owner';
import { issuePeerToken, listPeerTokens, revokePeerToken } from '#platform/peer-token';

const Name = t.String({ pattern: '^[a-z0-9][a-z0-9-]{0,49}$', description: 'the process that gets it, such as desk' });
const Contexts = t.Array(t.String(), {
  minItems: 1,
  maxItems: 50,
  description: 'whose features it calls and whose events it reads',
});
const Workspaces = t.Array(t.String({ maxLength: 100 }), { minItems: 1, maxItems: 1_000, description: 'Default: all' });

/** A peer acts for everybody, so nobody but the owner of the installation lets one in: no role does. */
const assertOwner = ({ tenant, actor, scopes }: Caller): void => {
  if (tenant !== owner.tenant || actor !== owner.actor || !scopes.includes('*'))
    throw new Rejection('denied', 'access.not-the-owner', 'Only the owner of the installation issues tokens for peers.');
};

const issue = (contexts: readonly string[]): Feature =>
  command({
    name: 'platform.issuePeerToken',
    summary:
      'Issues a token with which another process of this installation calls the features of some contexts on behalf of members, and reads their events. Shown once.',
    access: 'platform:admin',
    public: true,
    installation: true,
    sensitive: true,
    showsSecret: true,
    effects: 'many', // beside the log
    answers: 201,
    input: t.Object({ name: Name, contexts: Contexts, workspaces: t.Optional(Workspaces) }),
    output: t.Object({ token: t.String() }),
    run: async ({ name, contexts: wanted, workspaces }, { sql, caller }) => {
      assertOwner(caller);
      const unknown = wanted.filter((each) => !contexts.includes(each));
      valid(
        unknown.length === 0,
        'platform.no-context',
        `No peer can call ${unknown.join(', ')} here. There are: ${contexts.join(', ')}.`,
      );
      return { token: await issuePeerToken(sql, { name, contexts: wanted, ...(workspaces && { workspaces }) }) };
    },
  });

const list = query({
  name: 'platform.listPeerTokens',
  summary: 'Lists the tokens of the other processes of this installation, without the tokens themselves.',
  access: 'platform:admin',
  public: true,
  installation: true,
  input: t.Object({}),
  output: t.Object({
    items: t.Array(t.Object({ name: Name, contexts: Contexts, workspaces: t.Optional(Workspaces), createdAt: t.String() })),
  }),
  run: async (_, { sql }) => ({ items: await listPeerTokens(sql) }),
});

const revoke = command({
  name: 'platform.revokePeerToken',
  summary: 'Revokes the token of another process. It stops working within a second.',
  access: 'platform:admin',
  public: true,
  installation: true,
  sensitive: true,
  effects: 'many', // beside the log
  input: t.Object({ name: Name }),
  output: t.Object({}),
  run: async ({ name }, { sql, caller }) => {
    assertOwner(caller);
    found(await revokePeerToken(sql, name), 'platform.no-peer-token', `There is no token for ${name}.`);
    return {};
  },
});

/** How other processes are let in, for these contexts that run here. */
export const peerTokenFeatures = (contexts: readonly string[]): readonly Feature[] => [issue(contexts), list, revoke];
