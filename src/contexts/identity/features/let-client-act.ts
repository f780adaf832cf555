import { Type as t } from 'typebox';
import { found, Rejection } from '#kernel/rejection';
import { command } from '#platform/feature';
import { assertHolds } from '../domain/authority.ts';
import type { World } from '../ports.ts';
import { putConsent } from '../views/artifacts.ts';
import { note } from './at-the-door.ts';

export const letClientAct = ({ secrets }: World) =>
  command({
    name: 'identity.letClientAct',
    summary: 'Records that you let a program act for you, and with which rights. The pages of the OAuth provider call it.',
    access: 'self:write',
    input: t.Object({
      client: t.String({ maxLength: 100 }),
      scopes: t.Array(t.String({ maxLength: 100 }), { maxItems: 200 }),
      grant: t.String({ maxLength: 100, description: 'The grant of the provider. It ends with the session.' }),
    }),
    output: t.Object({}),
    run: async ({ client, scopes, grant }, ports) => {
      const { actor: member, credential } = ports.caller;
      if (credential?.kind !== 'session' || credential.id === undefined) throw notABrowser();
      const session = credential.id;
      assertHolds(
        ports.caller,
        scopes.filter((scope) => scope.includes(':')),
      );
      await note(ports, member, { type: 'ClientAllowed', data: { member, client, scopes } }, async (sql) => {
        const isKept = await putConsent(sql, { hash: secrets.hash(grant), grant, tenant: ports.tenant, member, session });
        found(isKept, 'identity.sign-in-expired', 'Your session has ended. Please sign in again.');
      });
      return {};
    },
  });

const notABrowser = () =>
  new Rejection('denied', 'identity.session-needed', 'Only a person who is signed in in a browser lets a program act.');
