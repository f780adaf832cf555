import type { Ports } from '#platform/feature';
import { Workspace, type WorkspaceEvent } from '../domain/workspace.ts';
import { allWorkspaces, putConfirmed, putSecretsFrom } from '../views/upgrade.ts';

const page = 1_000;

/** Fills columns that are younger than the events they come from: when members were last enabled again, and whose address a letter has confirmed. */
export const fillMembers = async (sql: Ports['sql'], eventsOf: (tenant: string) => Ports['events']): Promise<void> => {
  for (const tenant of await allWorkspaces(sql)) {
    const enabled = new Map<string, string>();
    const confirmed = new Map<string, boolean>();
    for (let after = 0; ; after += page) {
      const events = await eventsOf(tenant).history<WorkspaceEvent>(Workspace, tenant, { after, limit: page });
      for (const { type, data, recordedAt } of events) {
        if (type === 'MemberEnabled') enabled.set(data.id, recordedAt);
        if (type === 'MemberJoined') confirmed.set(data.id, data.email !== undefined);
        if (type === 'MemberAddressed') confirmed.set(data.id, data.confirmed ?? false);
      }
      if (events.length < page) break;
    }
    const confirmedIds = [...confirmed].flatMap(([id, isConfirmed]) => (isConfirmed ? [id] : []));
    await putConfirmed(sql, tenant, confirmedIds);
    await putSecretsFrom(sql, { tenant, ids: [...enabled.keys()], at: [...enabled.values()] });
  }
};
