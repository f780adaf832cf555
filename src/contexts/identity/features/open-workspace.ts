import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { isReservedWorkspace } from '#platform/reserved-workspace';
import type { ServicePorts } from '#platform/service';
import { Email } from '#kernel/email';
import { valid } from '#kernel/rejection';
import { Label } from '../domain/label.ts';
import { foundWorkspace, Workspace } from '../domain/workspace.ts';

const day = 86_400_000;
const days = 7;

export const openWorkspace = (as: Promise<ServicePorts['as']>) =>
  command({
    name: 'identity.openWorkspace',
    summary: 'Opens a further workspace, with nothing in it, and invites its owner. Only for whoever runs the installation.',
    access: 'platform:admin',
    public: true,
    installation: true,
    answers: 201,
    input: t.Object({ id: t.String({ pattern: '^[a-z][a-z0-9-]{1,39}$' }), name: t.String(), email: t.String() }),
    output: t.Object({ id: t.String() }),

    run: async ({ id, name, email }, { caller, newId, now }) => {
      valid(!isReservedWorkspace(id), 'identity.reserved-workspace', `The id ${id} is reserved. Choose another one.`);
      const there = (await as)({ ...caller, tenant: id });
      const [member, given] = [newId(), Email(email)];
      const invited = {
        id: member,
        print: await there.personal.fingerprint(given),
        until: new Date(now().getTime() + days * day).toISOString(),
        ...(await there.personal.seal(member, { email: given })),
      };
      return there.events.decide(
        { workspace: [Workspace, id] },
        ({ workspace }) => ({ workspace: foundWorkspace(workspace, Label(name), invited) }),
        () => ({ id }),
      );
    },
  });
