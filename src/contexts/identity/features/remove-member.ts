import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { remove as decide } from '../domain/workspace.ts';
import { keepOut } from './keep-out.ts';

export const removeMember = command({
  name: 'identity.removeMember',
  summary: 'Ends a membership, or withdraws an invitation.',
  access: 'identity:write',
  public: true,
  input: t.Object({ id: t.String({ maxLength: 100 }) }),
  output: t.Object({ id: t.String() }),
  run: ({ id }, ports) => keepOut(ports, id, (workspace) => decide(workspace, { id, by: ports.caller })),
});
