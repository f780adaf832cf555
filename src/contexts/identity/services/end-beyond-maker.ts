import { Rejection } from '#kernel/rejection';
import type { Ports } from '#platform/feature';
import type { Service } from '#platform/service';
import { ApiKey, type ApiKeyEvent, revoke } from '../domain/api-key.ts';
import { assertHolds, credentialScopes, type Maker } from '../domain/authority.ts';
import { Client, type ClientEvent, removeClient } from '../domain/client.ts';
import { rightsFrom } from '../domain/role.ts';
import { memberOf, serviceIn, Workspace } from '../domain/workspace.ts';
import { allClients, allKeys, completeUpgrade, pendingUpgrade } from '../views/upgrade.ts';
import { fillMembers } from './fill-members.ts';

/** Once, after the upgrade: ends keys and clients that the rules of today would have refused their makers when they made them. */
export const endBeyondMaker: Service = {
  name: 'identity.endBeyondMaker',
  start: async ({ sql, as, log }) => {
    const pending = await pendingUpgrade(sql);
    if (pending !== undefined) {
      const eventsOf = (tenant: string) => as({ tenant, actor }).events;
      await fillMembers(sql, eventsOf);
      const keys = await endKeys(sql, eventsOf);
      const clients = await endClients(sql, eventsOf);
      await completeUpgrade(sql);
      const ended = { keys, clients, programs: pending.programs };
      if (Object.values(ended).some((count) => count > 0))
        log.warn(ended, `The upgrade ended ${inWords(ended)}. The CHANGELOG says what to look for in the audit.`);
    }
    return { stop: async () => undefined };
  },
};

const actor = 'identity.endBeyondMaker';

type Sql = Ports['sql'];
type EventsOf = (tenant: string) => Ports['events'];
type Ended = Readonly<Record<'keys' | 'clients' | 'programs', number>>;

const inWords = ({ keys, clients, programs }: Ended): string =>
  `${keys} keys made by others, ${clients} clients beyond the rights of their makers and ${programs} sign-ins of programs`;

const endKeys = async (sql: Sql, eventsOf: EventsOf): Promise<number> => {
  let ended = 0;
  for (const { tenant, id, member, scopes } of await allKeys(sql)) {
    const events = eventsOf(tenant);
    const [issued] = await events.history<ApiKeyEvent>(ApiKey, id, { limit: 1 });
    const isSound = await wouldPass(events, { tenant, made: issued, of: member }, (by, workspace) => {
      const { kind, roles } = memberOf(workspace, member ?? '');
      credentialScopes(by, { id: member ?? '', kind, roles }, scopes ?? undefined);
    });
    if (isSound) continue;
    await events.decide({ key: [ApiKey, id] }, ({ key }) => ({ key: revoke(key, { by: actor, all: true }) }));
    ended++;
  }
  return ended;
};

const endClients = async (sql: Sql, eventsOf: EventsOf): Promise<number> => {
  let ended = 0;
  for (const { tenant, id, member, scopes } of await allClients(sql)) {
    const events = eventsOf(tenant);
    const [registered] = await events.history<ClientEvent>(Client, id, { limit: 1 });
    const isSound = await wouldPass(events, { tenant, made: registered, of: undefined }, (by, workspace) => {
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

type Making = {
  readonly tenant: string;
  readonly made: { readonly position: number; readonly meta: { readonly actor: string } } | undefined;
  /** Who may make it in any case. */
  readonly of: string | null | undefined;
};

/** Whether the rules allow what somebody made, with the rights that they had at that moment. */
const wouldPass = async (
  events: Ports['events'],
  { tenant, made, of }: Making,
  assert: (by: Maker, workspace: Workspace) => void,
): Promise<boolean> => {
  if (made === undefined || made.meta.actor === of) return true;
  const { state } = await events.read(Workspace, tenant, { position: made.position });
  const maker = made.meta.actor;
  try {
    assert({ actor: maker, scopes: rightsFrom(memberOf(state, maker).roles) }, state);
    return true;
  } catch (error) {
    if (error instanceof Rejection) return false;
    throw error;
  }
};
