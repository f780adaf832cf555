import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';
import { found, must } from '#kernel/rejection';
import type { Sealed } from '#kernel/sealed';
import { assertMayGive, type Maker } from './authority.ts';
import type { Label } from './label.ts';
import type { Role } from './role.ts';

type Named = { readonly id: string; readonly name: Sealed };
type Addressed = { readonly email: Sealed; readonly print: string };

export type WorkspaceEvent =
  | Event<'WorkspaceOpened', { name: Label }>
  | Event<'MemberInvited', { id: string; roles: readonly Role[]; until: string } & Addressed>
  | Event<'MemberJoined', { id: string; name?: Sealed; kind: 'person' | 'service'; roles: readonly Role[] } & Partial<Addressed>>
  /** `confirmed`: by a letter to the address. */
  | Event<'MemberAddressed', { id: string; confirmed?: true } & Addressed>
  | Event<'MemberNamed', Named>
  | Event<'RolesChanged', { id: string; roles: readonly Role[] }>
  | Event<'MemberDisabled', { id: string }>
  | Event<'MemberEnabled', { id: string }>
  | Event<'MemberRemoved', { id: string }>
  | Event<'SecondFactorAsked', { of: 'everybody' | 'nobody' }>;

type Entry = {
  readonly kind: 'person' | 'service';
  readonly roles: readonly Role[];
  readonly print?: string;
  /** A letter to the address has been answered. */
  readonly isConfirmed?: boolean;
} & ({ readonly status: 'invited'; readonly until: string } | { readonly status: 'active' | 'disabled' });

/** Who belongs to a workspace, and as what. One stream, so that the last owner and one account an address are decided at once. */
export type Workspace = {
  readonly name?: Label;
  readonly members: Readonly<Record<string, Entry>>;
  /** Whether people need a second factor, or a passkey, for anything but their own account. */
  readonly needsSecondFactor: boolean;
};

export const Workspace: Model<Workspace, WorkspaceEvent> = {
  name: 'workspace',
  version: 2, // an entry has a kind, and says whether its address is confirmed
  initial: { members: {}, needsSecondFactor: false },
  evolve: (now, event) => {
    switch (event.type) {
      case 'WorkspaceOpened':
        return { ...now, name: event.data.name };
      case 'MemberInvited': {
        const { id, print, roles, until } = event.data;
        return put(now, id, { kind: 'person', status: 'invited', print, roles, until });
      }
      case 'MemberJoined': {
        const { id, kind, print, roles } = event.data;
        return put(now, id, { kind, status: 'active', roles, ...(print !== undefined && { print, isConfirmed: true }) });
      }
      case 'MemberAddressed':
        return patch(now, event.data.id, { print: event.data.print, isConfirmed: event.data.confirmed ?? false });
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
  const entry = entryOf(now, id);
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
  { id, by, ...invitation }: Addressed & { id: string; by: Maker; roles: readonly Role[]; until: string },
): WorkspaceEvent[] => {
  const [present, entry] = holderOf(now, invitation.print) ?? [id, undefined];
  assertMayAppoint(now, by, { had: entry?.roles ?? [], gets: invitation.roles });
  must(
    entry === undefined || entry.status === 'invited',
    'identity.already-member',
    'Somebody with this address belongs to the workspace already.',
  );
  return [{ type: 'MemberInvited', data: { id: present, ...invitation } }];
};

/** Takes an invitation up. `at` is the time, ISO 8601. */
export const join = (now: Workspace, { id, name, email, at }: Named & { email: Sealed; at: string }): WorkspaceEvent[] => {
  const entry = entryOf(now, id);
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
  { by, roles, ...named }: Named & { by: Maker; roles: readonly Role[] },
): WorkspaceEvent[] => {
  assertMayAppoint(now, by, { had: [], gets: roles });
  return [{ type: 'MemberJoined', data: { ...named, kind: 'service', roles } }];
};

/** Gives a member an address to sign in with; `confirmed` by a letter to it, or only claimed. */
export const address = (now: Workspace, { id, ...addressed }: Addressed & { id: string; confirmed?: true }): WorkspaceEvent[] => {
  const member = memberOf(now, id);
  if (member.print === addressed.print && (member.isConfirmed || !addressed.confirmed)) return [];
  const [holder = id] = holderOf(now, addressed.print) ?? [];
  must(holder === id, 'identity.already-member', 'Somebody with this address belongs to the workspace already.');
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

type Deed = { readonly id: string; readonly by: Maker };

export const changeRoles = (now: Workspace, { id, by, roles }: Deed & { roles: readonly Role[] }): WorkspaceEvent[] => {
  const member = memberOf(now, id);
  if (member.roles.join() === roles.join()) return [];
  must(id !== by.actor || isOwner(now, id), 'identity.own-roles', 'Nobody changes their own roles. Ask another administrator.');
  assertMayAppoint(now, by, { had: member.roles, gets: roles });
  if (!roles.includes('owner')) keepsAnOwner(now, id);
  return [{ type: 'RolesChanged', data: { id, roles } }];
};

export const disable = (now: Workspace, { id, by }: Deed): WorkspaceEvent[] => {
  const member = memberOf(now, id);
  assertMayEnd(now, by, member.roles);
  if (member.status === 'disabled') return [];
  keepsAnOwner(now, id);
  return [{ type: 'MemberDisabled', data: { id } }];
};

export const enable = (now: Workspace, { id, by }: Deed): WorkspaceEvent[] => {
  const member = memberOf(now, id);
  assertMayEnd(now, by, member.roles);
  return member.status === 'active' ? [] : [{ type: 'MemberEnabled', data: { id } }];
};

/** Ends a membership, or withdraws an invitation. */
export const remove = (now: Workspace, { id, by }: Deed): WorkspaceEvent[] => {
  const entry = entryOf(now, id);
  found(entry !== undefined, 'identity.no-member', 'There is no such member.');
  assertMayEnd(now, by, entry.roles);
  keepsAnOwner(now, id);
  return [{ type: 'MemberRemoved', data: { id } }];
};

/** A member, active or disabled, whatever the roles. */
export const memberOf = (now: Workspace, id: string): Extract<Entry, { readonly status: 'active' | 'disabled' }> => {
  const entry = entryOf(now, id);
  found(entry !== undefined && entry.status !== 'invited', 'identity.no-member', 'There is no such member.');
  return entry;
};

/** A member that credentials may be created for, as the authority over them needs it. */
export const holderIn = (now: Workspace, id: string) => {
  const { status, kind, roles } = memberOf(now, id);
  must(status === 'active', 'identity.member-disabled', 'This member is disabled. Enable the member first.');
  return { id, kind, roles };
};

/** The same, of a member that a client may act as. */
export const serviceIn = (now: Workspace, id: string): ReturnType<typeof holderIn> => {
  const holder = holderIn(now, id);
  must(holder.kind === 'service', 'identity.no-service', 'A client acts by itself as a service account only, never as a person.');
  return holder;
};

/** The entry of an id that a client may have chosen: `constructor` is no member. */
const entryOf = (now: Workspace, id: string): Entry | undefined => (Object.hasOwn(now.members, id) ? now.members[id] : undefined);

const holderOf = (now: Workspace, print: string) => Object.entries(now.members).find(([, entry]) => entry.print === print);

const isOwner = (now: Workspace, id: string): boolean => {
  const entry = entryOf(now, id);
  return entry?.status === 'active' && entry.roles.includes('owner');
};

/** Whether the workspace would have no person left who owns it, if this one did no more: a program cannot run a workspace. */
export const isLastOwner = (now: Workspace, id: string): boolean => {
  const isPersonWhoOwns = (each: string) => isOwner(now, each) && entryOf(now, each)?.kind === 'person';
  return isPersonWhoOwns(id) && !Object.keys(now.members).some((other) => other !== id && isPersonWhoOwns(other));
};

type Appointment = { readonly had: readonly Role[]; readonly gets: readonly Role[] };

/** Nobody grants what they do not hold, and only an owner decides about owners, pending ones too. */
const assertMayAppoint = (now: Workspace, by: Maker, { had, gets }: Appointment): void => {
  assertMayEnd(now, by, [...had, ...gets]);
  assertMayGive(by, { had, gets });
};

/** Separation of duty: only an owner makes, changes or ends owners, with a credential that carries all of an owner's rights. */
const assertMayEnd = (now: Workspace, by: Maker, roles: readonly Role[]): void =>
  must(
    !roles.includes('owner') || (isOwner(now, by.actor) && by.scopes.includes('*')),
    'identity.owners-only',
    'Only an owner decides about owners.',
  );

const keepsAnOwner = (now: Workspace, id: string): void =>
  must(!isLastOwner(now, id), 'identity.last-owner', 'The last owner stays: make another person an owner first.');
