import type { Ports } from '#platform/feature';
import { Workspace, type WorkspaceEvent } from '../domain/workspace.ts';
import { allWorkspaces, putSecretsFrom } from '../views/upgrade.ts';

const page = 1_000;

/** Fills a column that is younger than the events it comes from: when members were last enabled again. */
export const fillSecretsFrom = async (sql: Ports['sql'], eventsOf: (tenant: string) => Ports['events']): Promise<void> => {
  for (const tenant of await allWorkspaces(sql)) {
    const enabled = new Map<string, string>();
    for (let after = 0; ; after += page) {
      const events = await eventsOf(tenant).history<WorkspaceEvent>(Workspace, tenant, { after, limit: page });
      for (const { type, data, recordedAt } of events) if (type === 'MemberEnabled') enabled.set(data.id, recordedAt);
      if (events.length < page) break;
    }
    await putSecretsFrom(sql, { tenant, ids: [...enabled.keys()], at: [...enabled.values()] });
  }
};
