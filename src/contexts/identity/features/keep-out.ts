import type { Ports } from '#platform/feature';
import { ApiKey, revoke } from '../domain/api-key.ts';
import { Workspace, type WorkspaceEvent } from '../domain/workspace.ts';
import { endAccess } from '../views/access.ts';
import { keysOf } from '../views/api-keys.ts';
import { also } from './at-the-door.ts';

/** Decides that a member may not come in any more, and in the same transaction ends all that the member comes in with. */
export const keepOut = (
  { events, sql, tenant, caller }: Ports,
  id: string,
  decide: (workspace: Workspace) => readonly WorkspaceEvent[],
): Promise<{ readonly id: string }> => {
  const of = { tenant, member: id };
  return events.decide(
    async () => ({ workspace: [Workspace, tenant], keys: [ApiKey, await keysOf(sql, of)] }) as const,
    ({ workspace, keys }) => ({
      workspace: decide(workspace),
      keys: keys.map((key) => revoke(key, { by: caller.actor, all: true })),
    }),
    () => ({ id }),
    { confirm: also((transaction) => endAccess(transaction, of)) },
  );
};
