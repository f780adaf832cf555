import type { Service } from '#platform/service';
import { Label } from '../domain/label.ts';
import { openWorkspace, Workspace } from '../domain/workspace.ts';

/** The person who started Almanac owns the first workspace: `owner` in `home`, as on the first token. */
export const openHome: Service = {
  name: 'identity.openHome',
  start: async ({ as }) => {
    const { events } = as({ tenant: 'home', actor: 'owner' });
    await events.decide({ workspace: [Workspace, 'home'] }, ({ workspace }) => ({
      workspace: openWorkspace(workspace, Label('Home'), { id: 'owner' }),
    }));
    return { stop: async () => undefined };
  },
};
