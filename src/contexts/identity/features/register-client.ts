import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Scopes } from '../domain/api-key.ts';
import { assertHolds, credentialScopes } from '../domain/authority.ts';
import { Client, Redirect, register } from '../domain/client.ts';
import { Label } from '../domain/label.ts';
import { serviceIn, Workspace } from '../domain/workspace.ts';
import type { World } from '../ports.ts';
import { assertRecentSignIn } from './recent-sign-in.ts';

const Redirects = t.Optional(t.Array(t.String(), { maxItems: 20 }));

export const registerClient = ({ secrets }: World) =>
  command({
    name: 'identity.registerClient',
    summary:
      'Registers a program that people may let act for them, or that acts as a service account whose every right you hold. A secret is shown once.',
    access: 'identity:write',
    public: true,
    answers: 201,
    input: t.Object({
      label: t.String(),
      redirects: Redirects,
      afterLogout: Redirects,
      scopes: t.Optional(
        t.Array(t.String(), {
          maxItems: 100,
          description: 'The rights it may ask for, such as graph:read. Default: only to know who signs in.',
        }),
      ),
      confidential: t.Boolean({ default: false, description: 'Whether it can keep a secret, as a server can.' }),
      member: t.Optional(t.String({ maxLength: 100, description: 'The service account that it may act as.' })),
    }),
    output: t.Object({ id: t.String(), secret: t.Optional(t.String()) }),

    run: async ({ label, redirects = [], afterLogout = [], scopes = [], confidential, member }, ports) => {
      assertRecentSignIn(ports);
      const { events, tenant, caller, newId } = ports;
      const [id, secret] = [newId(), confidential ? secrets.make('almc_') : undefined];
      const client = {
        id,
        label: Label(label),
        redirects: redirects.map(Redirect),
        afterLogout: afterLogout.map(Redirect),
        scopes: scopes.length === 0 ? [] : Scopes(scopes),
        ...(secret !== undefined && { secretHash: secrets.hash(secret) }),
        ...(member !== undefined && { member }),
      };
      const answer = await events.decide(
        { workspace: [Workspace, tenant], client: [Client, id] },
        ({ workspace }) => {
          if (member !== undefined) credentialScopes(caller, serviceIn(workspace, member), client.scopes);
          assertHolds(caller, client.scopes);
          return { client: register(client) };
        },
        () => ({ id }),
      );
      return answer.id === id && secret !== undefined ? { id, secret } : answer;
    },
  });
