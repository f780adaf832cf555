import { Rejection } from '#kernel/rejection';
import type { Ports } from '#platform/feature';
import type { Service, ServicePorts } from '#platform/service';
import { ApiKey, revoke } from '../domain/api-key.ts';
import { assertHolds, credentialScopes, type Maker } from '../domain/authority.ts';
import { Client, removeClient } from '../domain/client.ts';
import { rightsFrom } from '../domain/role.ts';
import { memberOf, serviceIn, Workspace } from '../domain/workspace.ts';
import { clientsWithMakers, completeUpgrade, keysWithMakers, pendingUpgrade } from '../views/upgrade.ts';

/** Once, after the upgrade: ends keys and clients that the rules of today would have refused their makers when they made them. */
export const endBeyondMaker: Service = {
  name: 'identity.endBeyondMaker',
  start: async ({ sql, as, log }) => {
    const pending = await pendingUpgrade(sql);
    if (pending !== undefined) {
      const keys = await endKeys(sql, as);
      const clients = await endClients(sql, as);
      await completeUpgrade(sql);
      const ended = { keys, clients, ...pending };
      if (Object.values(ended).some((count) => count > 0))
        log.warn(ended, `The upgrade ended ${inWords(ended)}. The CHANGELOG says what to look for in the audit.`);
    }
    return { stop: async () => undefined };
  },
};

type Ended = Readonly<Record<'keys' | 'clients' | 'cookies' | 'programs', number>>;

const inWords = ({ keys, clients, cookies, programs }: Ended): string =>
  `${keys} keys made by others, ${clients} clients beyond the rights of their makers, ${cookies} cookies of sign-in links and ${programs} sign-ins of programs`;

const actor = 'identity.endBeyondMaker';

const endKeys = async (sql: ServicePorts['sql'], as: ServicePorts['as']): Promise<number> => {
  let ended = 0;
  for (const { tenant, id, member, scopes, maker, position } of await keysWithMakers(sql)) {
    const { events } = as({ tenant, actor });
    const isSound = await wouldPass(events, { tenant, maker, position }, (by, workspace) => {
      const { kind, roles } = memberOf(workspace, member ?? '');
      credentialScopes(by, { id: member ?? '', kind, roles }, scopes ?? undefined);
    });
    if (isSound) continue;
    await events.decide({ key: [ApiKey, id] }, ({ key }) => ({ key: revoke(key, { by: actor, all: true }) }));
    ended++;
  }
  return ended;
};

const endClients = async (sql: ServicePorts['sql'], as: ServicePorts['as']): Promise<number> => {
  let ended = 0;
  for (const { tenant, id, member, scopes, maker, position } of await clientsWithMakers(sql)) {
    const { events } = as({ tenant, actor });
    const isSound = await wouldPass(events, { tenant, maker, position }, (by, workspace) => {
      if (member !== null) credentialScopes(by, serviceIn(workspace, member), scopes ?? []);
      assertHolds(by, scopes ?? []);
    });
    if (isSound) continue;
    await events.decide({ client: [Client, id] }, ({ client }) => ({
      client: client.status === 'registered' ? removeClient(client) : [], // another process may have been faster
    }));
    ended++;
  }
  return ended;
};

type Moment = { readonly tenant: string; readonly maker: string; readonly position: number };

/** Whether the rules allow what somebody did, with the rights that they had at that moment. */
const wouldPass = async (
  events: Ports['events'],
  { tenant, maker, position }: Moment,
  assert: (by: Maker, workspace: Workspace) => void,
): Promise<boolean> => {
  const { state } = await events.read(Workspace, tenant, { position });
  try {
    assert({ actor: maker, scopes: rightsFrom(memberOf(state, maker).roles) }, state);
    return true;
  } catch (error) {
    if (error instanceof Rejection) return false;
    throw error;
  }
};
