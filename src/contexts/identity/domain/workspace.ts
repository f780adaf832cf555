import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';
import { found, must } from '#kernel/rejection';
import type { Sealed } from '#kernel/sealed';
import type { Label } from './label.ts';
import type { Role } from './role.ts';

type Named = { readonly id: string; readonly name: Sealed };
type Addressed = { readonly email: Sealed; readonly print: string };

export type WorkspaceEvent =
  | Event<'WorkspaceOpened', { name: Label }>
  | Event<'MemberInvited', { id: string; roles: readonly Role[]; until: string } & Addressed>
  | Event<'MemberJoined', { id: string; name?: Sealed; kind: 'person' | 'service'; roles: readonly Role[] } & Partial<Addressed>>
  | Event<'MemberAddressed', { id: string } & Addressed>
  | Event<'MemberNamed', Named>
  | Event<'RolesChanged', { id: string; roles: readonly Role[] }>
  | Event<'MemberDisabled', { id: string }>
  | Event<'MemberEnabled', { id: string }>
  | Event<'MemberRemoved', { id: string }>
  | Event<'SecondFactorAsked', { of: 'everybody' | 'nobody' }>;

type Entry = { readonly roles: readonly Role[]; readonly print?: string } & (
  | { readonly status: 'invited'; readonly until: string }
  | { readonly status: 'active' | 'disabled' }
);

/** Who belongs to a workspace, and as what. One stream, so that the last owner and one account an address are decided at once. */
export type Workspace = {
  readonly name?: Label;
  readonly members: Readonly<Record<string, Entry>>;
  /** Whether people need a second factor, or a passkey, for anything but their own account. */
  readonly needsSecondFactor: boolean;
};

export const Workspace: Model<Workspace, WorkspaceEvent> = {
  name: 'workspace',
  initial: { members: {}, needsSecondFactor: false },
  evolve: (now, event) => {
    switch (event.type) {
      case 'WorkspaceOpened':
        return { ...now, name: event.data.name };
      case 'MemberInvited': {
        const { id, print, roles, until } = event.data;
        return put(now, id, { status: 'invited', print, roles, until });
      }
      case 'MemberJoined': {
        const { id, print, roles } = event.data;
        return put(now, id, { status: 'active', roles, ...(print !== undefined && { print }) });
      }
      case 'MemberAddressed':
        return patch(now, event.data.id, { print: event.data.print });
      case 'MemberNamed':
        return now;
      case 'RolesChanged':
        return patch(now, event.data.id, { roles: event.data.roles });
      case 'MemberDisabled':
        return patch(now, event.data.id, { status: 'disabled' });
      case 'MemberEnabled':
        return patch(now, event.data.id, { status: 'active' });
      case 'MemberRemoved': {
        const { [event.data.id]: _, ...members } = now.members;
        return { ...now, members };
      }
      case 'SecondFactorAsked':
        return { ...now, needsSecondFactor: event.data.of === 'everybody' };
    }
  },
};

const put = (now: Workspace, id: string, entry: Entry): Workspace => ({ ...now, members: { ...now.members, [id]: entry } });

const patch = (now: Workspace, id: string, change: Partial<Entry>): Workspace => {
  const entry = now.members[id];
  return entry === undefined ? now : put(now, id, { ...entry, ...change } as Entry); // each change leaves an entry of its status
};

/** The first workspace starts with its owner. Opening it again changes nothing. */
export const openWorkspace = (now: Workspace, name: Label, owner: { readonly id: string }): WorkspaceEvent[] =>
  now.name === undefined
    ? [
        { type: 'WorkspaceOpened', data: { name } },
        { type: 'MemberJoined', data: { ...owner, kind: 'person', roles: ['owner'] } },
      ]
    : [];

/** A further workspace starts with the invitation of its owner. */
export const foundWorkspace = (
  now: Workspace,
  name: Label,
  owner: Addressed & { readonly id: string; readonly until: string },
): WorkspaceEvent[] => {
  must(now.name === undefined, 'identity.workspace-exists', 'There is a workspace with this id already.');
  return [
    { type: 'WorkspaceOpened', data: { name } },
    { type: 'MemberInvited', data: { ...owner, roles: ['owner'] } },
  ];
};

/** Invites an address; invited before, it keeps its id, and the invitation its new roles and term. */
export const invite = (
  now: Workspace,
  { id, by, ...invitation }: Addressed & { id: string; by: string; roles: readonly Role[]; until: string },
): WorkspaceEvent[] => {
  mayGrant(now, by, invitation.roles);
  const [present, entry] = holderOf(now, invitation.print) ?? [id, undefined];
  must(
    entry === undefined || entry.status === 'invited',
    'identity.already-member',
    'Somebody with this address belongs to the workspace already.',
  );
  return [{ type: 'MemberInvited', data: { id: present, ...invitation } }];
};

/** Takes an invitation up. `at` is the time, ISO 8601. */
export const join = (now: Workspace, { id, name, email, at }: Named & { email: Sealed; at: string }): WorkspaceEvent[] => {
  const entry = now.members[id];
  found(
    entry?.status === 'invited' && entry.print !== undefined,
    'identity.no-invitation',
    'There is no such invitation any more.',
  );
  must(at < entry.until, 'identity.invitation-expired', 'This invitation is too old. Ask for a new one.');
  return [{ type: 'MemberJoined', data: { id, name, email, print: entry.print, kind: 'person', roles: entry.roles } }];
};

/** An account for a program: it has keys and no password. */
export const addService = (
  now: Workspace,
  { by, roles, ...named }: Named & { by: string; roles: readonly Role[] },
): WorkspaceEvent[] => {
  mayGrant(now, by, roles);
  return [{ type: 'MemberJoined', data: { ...named, kind: 'service', roles } }];
};

/** Gives a member an address to sign in with. */
export const address = (now: Workspace, { id, ...addressed }: Addressed & { id: string }): WorkspaceEvent[] => {
  const member = memberOf(now, id);
  if (member.print === addressed.print) return [];
  must(
    holderOf(now, addressed.print) === undefined,
    'identity.already-member',
    'Somebody with this address belongs to the workspace already.',
  );
  return [{ type: 'MemberAddressed', data: { id, ...addressed } }];
};

/** Gives a member a name. */
export const rename = (now: Workspace, named: Named): WorkspaceEvent[] => {
  memberOf(now, named.id);
  return [{ type: 'MemberNamed', data: { id: named.id, name: named.name } }];
};

/** Asks everybody for a second factor, or nobody. Programs have none: it is not for service accounts. */
export const askForSecondFactor = (now: Workspace, of: 'everybody' | 'nobody'): WorkspaceEvent[] =>
  now.needsSecondFactor === (of === 'everybody') ? [] : [{ type: 'SecondFactorAsked', data: { of } }];

type Deed = { readonly id: string; readonly by: string };

export const changeRoles = (now: Workspace, { id, by, roles }: Deed & { roles: readonly Role[] }): WorkspaceEvent[] => {
  const member = memberOf(now, id);
  if (member.roles.join() === roles.join()) return [];
  mayGrant(now, by, [...member.roles, ...roles]);
  must(id !== by || isOwner(now, by), 'identity.own-roles', 'Nobody changes their own roles. Ask another administrator.');
  if (!roles.includes('owner')) keepsAnOwner(now, id);
  return [{ type: 'RolesChanged', data: { id, roles } }];
};

export const disable = (now: Workspace, { id, by }: Deed): WorkspaceEvent[] => {
  const member = memberOf(now, id);
  mayGrant(now, by, member.roles);
  if (member.status === 'disabled') return [];
  keepsAnOwner(now, id);
  return [{ type: 'MemberDisabled', data: { id } }];
};

export const enable = (now: Workspace, { id, by }: Deed): WorkspaceEvent[] => {
  const member = memberOf(now, id);
  mayGrant(now, by, member.roles);
  return member.status === 'active' ? [] : [{ type: 'MemberEnabled', data: { id } }];
};

/** Ends a membership, or withdraws an invitation. */
export const remove = (now: Workspace, { id, by }: Deed): WorkspaceEvent[] => {
  const entry = now.members[id];
  found(entry !== undefined, 'identity.no-member', 'There is no such member.');
  mayGrant(now, by, entry.roles);
  keepsAnOwner(now, id);
  return [{ type: 'MemberRemoved', data: { id } }];
};

/** Who may act: active, whatever they may do. */
export const memberOf = (now: Workspace, id: string): Extract<Entry, { readonly status: 'active' | 'disabled' }> => {
  const entry = now.members[id];
  found(entry !== undefined && entry.status !== 'invited', 'identity.no-member', 'There is no such member.');
  return entry;
};

const holderOf = (now: Workspace, print: string) => Object.entries(now.members).find(([, entry]) => entry.print === print);

const isOwner = (now: Workspace, id: string): boolean => {
  const entry = now.members[id];
  return entry?.status === 'active' && entry.roles.includes('owner');
};

/** Separation of duty: only an owner makes, changes or ends owners. */
const mayGrant = (now: Workspace, by: string, roles: readonly Role[]): void =>
  must(!roles.includes('owner') || isOwner(now, by), 'identity.owners-only', 'Only an owner decides about owners.');

const keepsAnOwner = (now: Workspace, id: string): void =>
  must(
    !isOwner(now, id) || Object.keys(now.members).some((other) => other !== id && isOwner(now, other)),
    'identity.last-owner',
    'The last owner stays: make somebody else an owner first.',
  );
