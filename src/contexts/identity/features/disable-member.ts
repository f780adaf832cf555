import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { disable as decide } from '../domain/workspace.ts';
import { keepOut } from './keep-out.ts';

export const disableMember = command({
  name: 'identity.disableMember',
  summary: 'Keeps a member out: sessions and keys open nothing any more, within a second.',
  access: 'identity:write',
  public: true,
  input: t.Object({ id: t.String({ maxLength: 100 }) }),
  output: t.Object({ id: t.String() }),
  run: ({ id }, ports) => keepOut(ports, id, (workspace) => decide(workspace, { id, by: ports.caller })),
});
