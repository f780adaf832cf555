import { test } from 'vitest';
import type { Sealed } from '#kernel/sealed';
import { given } from '#testing/given';
import type { Maker } from './authority.ts';
import { Label } from './label.ts';
import type { Role } from './role.ts';
import {
  address,
  addService,
  changeRoles,
  disable,
  enable,
  foundWorkspace,
  invite,
  join,
  openWorkspace,
  remove,
  Workspace,
  type WorkspaceEvent,
} from './workspace.ts';

const sealed = (text: string) => text as Sealed;
const until = '2026-12-08T00:00:00.000Z';
const opened: WorkspaceEvent = { type: 'WorkspaceOpened', data: { name: Label('Home') } };
const joined = (id: string, ...roles: Role[]): WorkspaceEvent => ({
  type: 'MemberJoined',
  data: { id, kind: 'person', roles, print: `print of ${id}`, email: sealed(id), name: sealed(id) },
});
const invited = (id: string, ...roles: Role[]): WorkspaceEvent => ({
  type: 'MemberInvited',
  data: { id, roles, until, print: `print of ${id}`, email: sealed(id) },
});
const disabled = (id: string): WorkspaceEvent => ({ type: 'MemberDisabled', data: { id } });
/** A member who signs in with all that the roles give. */
const by = (actor: string, ...scopes: string[]) => ({ actor, scopes });
const [ann, bob] = [by('ann', '*'), by('bob', 'identity:read', 'identity:write', 'platform:read')];
const home = [opened, joined('ann', 'owner'), joined('bob', 'admin'), joined('cy', 'editor')];

const inviting = (id: string, maker: Maker, ...roles: Role[]) => ({
  id,
  by: maker,
  roles,
  until,
  print: `print of ${id}`,
  email: sealed(id),
});

test('the first workspace opens with its owner, once', () => {
  given(Workspace)
    .when((now) => openWorkspace(now, Label('Home'), { id: 'owner' }))
    .then(opened, {
      type: 'MemberJoined',
      data: { id: 'owner', kind: 'person', roles: ['owner'] },
    });
  given(Workspace, ...home)
    .when((now) => openWorkspace(now, Label('Home'), { id: 'owner' }))
    .thenNothing();
});

test('a further workspace opens with an invitation, and no second time', () => {
  const { by: _, roles: __, ...owner } = inviting('dee', ann);
  given(Workspace)
    .when((now) => foundWorkspace(now, Label('Home'), owner))
    .then(opened, invited('dee', 'owner'));
  given(Workspace, ...home)
    .when((now) => foundWorkspace(now, Label('Home'), owner))
    .thenRejected('identity.workspace-exists');
});

test('who is invited can join until the term has run out', () => {
  const dee = { id: 'dee', name: sealed('dee'), email: sealed('dee') };
  const facts = [...home, invited('dee', 'reader')];
  given(Workspace, ...facts)
    .when((now) => join(now, { ...dee, at: '2026-12-07T23:59:59.999Z' }))
    .then(joined('dee', 'reader'));
  given(Workspace, ...facts)
    .when((now) => join(now, { ...dee, at: until }))
    .thenRejected('identity.invitation-expired');
  given(Workspace, ...home)
    .when((now) => join(now, { ...dee, at: until }))
    .thenRejected('identity.no-invitation');
});

test('an invitation is taken up once', () =>
  given(Workspace, ...home, invited('dee', 'reader'), joined('dee', 'reader'))
    .when((now) => join(now, { id: 'dee', name: sealed('dee'), email: sealed('dee'), at: '2026-12-01' }))
    .thenRejected('identity.no-invitation'));

test('an address belongs to one account of a workspace', () => {
  given(Workspace, ...home)
    .when((now) => invite(now, { ...inviting('new', ann, 'reader'), print: 'print of cy' }))
    .thenRejected('identity.already-member');
  given(Workspace, ...home)
    .when((now) => address(now, { id: 'bob', print: 'print of cy', email: sealed('cy') }))
    .thenRejected('identity.already-member');
});

test('whoever is invited again keeps the id', () =>
  given(Workspace, ...home, invited('dee', 'reader'))
    .when((now) => invite(now, { ...inviting('other', ann, 'editor'), print: 'print of dee', email: sealed('dee') }))
    .then(invited('dee', 'editor')));

test('only an owner makes an owner, changes one, or sends one away', () => {
  const twoOwners = given(Workspace, ...home, joined('eve', 'owner'));
  twoOwners.when((now) => invite(now, inviting('dee', bob, 'owner'))).thenRejected('identity.owners-only');
  twoOwners
    .when((now) => addService(now, { id: 'job', by: bob, name: sealed('job'), roles: ['owner'] }))
    .thenRejected('identity.owners-only');
  twoOwners.when((now) => changeRoles(now, { id: 'cy', by: bob, roles: ['owner'] })).thenRejected('identity.owners-only');
  twoOwners.when((now) => changeRoles(now, { id: 'eve', by: bob, roles: ['reader'] })).thenRejected('identity.owners-only');
  twoOwners.when((now) => disable(now, { id: 'eve', by: bob })).thenRejected('identity.owners-only');
  twoOwners.when((now) => remove(now, { id: 'eve', by: bob })).thenRejected('identity.owners-only');
  twoOwners
    .when((now) => changeRoles(now, { id: 'cy', by: ann, roles: ['owner'] }))
    .then({ type: 'RolesChanged', data: { id: 'cy', roles: ['owner'] } });
});

test('an owner who is disabled decides about nothing', () =>
  given(Workspace, ...home, joined('eve', 'owner'), disabled('eve'))
    .when((now) => invite(now, inviting('dee', by('eve', '*'), 'owner')))
    .thenRejected('identity.owners-only'));

test('nobody changes their own roles, but an owner', () => {
  given(Workspace, ...home)
    .when((now) => changeRoles(now, { id: 'bob', by: bob, roles: ['trader'] }))
    .thenRejected('identity.own-roles');
  given(Workspace, ...home, joined('eve', 'owner'))
    .when((now) => changeRoles(now, { id: 'ann', by: ann, roles: ['reader'] }))
    .then({ type: 'RolesChanged', data: { id: 'ann', roles: ['reader'] } });
});

test('the last owner who can act stays', () => {
  const alone = given(Workspace, ...home, joined('eve', 'owner'), disabled('eve'));
  alone.when((now) => changeRoles(now, { id: 'ann', by: ann, roles: ['reader'] })).thenRejected('identity.last-owner');
  alone.when((now) => disable(now, { id: 'ann', by: ann })).thenRejected('identity.last-owner');
  alone.when((now) => remove(now, { id: 'ann', by: ann })).thenRejected('identity.last-owner');
  alone.when((now) => remove(now, { id: 'eve', by: ann })).then({ type: 'MemberRemoved', data: { id: 'eve' } });
});

test('what is already so makes no event', () => {
  const same = given(Workspace, ...home, joined('eve', 'owner'), disabled('cy'));
  same.when((now) => disable(now, { id: 'cy', by: bob })).thenNothing();
  same.when((now) => enable(now, { id: 'bob', by: bob })).thenNothing();
  same.when((now) => changeRoles(now, { id: 'cy', by: bob, roles: ['editor'] })).thenNothing();
  same.when((now) => address(now, { id: 'cy', print: 'print of cy', email: sealed('cy') })).thenNothing();
});

test('of somebody who is not there nothing can be changed', () => {
  const none = given(Workspace, ...home, invited('dee', 'reader'));
  none.when((now) => disable(now, { id: 'nobody', by: ann })).thenRejected('identity.no-member');
  none.when((now) => enable(now, { id: 'dee', by: ann })).thenRejected('identity.no-member');
  none.when((now) => remove(now, { id: 'nobody', by: ann })).thenRejected('identity.no-member');
});
