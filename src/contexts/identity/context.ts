import { context } from '#platform/context';
import type { ServicePorts } from '#platform/service';
import { doors } from './doors/doors.ts';
import { addPasskey } from './features/add-passkey.ts';
import { addRule } from './features/add-rule.ts';
import { addService } from './features/add-service.ts';
import { askForSecondFactor } from './features/ask-for-second-factor.ts';
import { askReset } from './features/ask-reset.ts';
import { beginOutside } from './features/begin-outside.ts';
import { beginPasskey } from './features/begin-passkey.ts';
import { beginSetUp } from './features/begin-set-up.ts';
import { changeRoles } from './features/change-roles.ts';
import { confirmEmail } from './features/confirm-email.ts';
import { confirmSecondFactor } from './features/confirm-second-factor.ts';
import { confirmSignIn } from './features/confirm-sign-in.ts';
import { disableMember } from './features/disable-member.ts';
import { enableMember } from './features/enable-member.ts';
import { endClients } from './features/end-clients.ts';
import { endSessions } from './features/end-sessions.ts';
import { explainAccess } from './features/explain-access.ts';
import { finishOutside } from './features/finish-outside.ts';
import { inviteMember } from './features/invite-member.ts';
import { issueKey } from './features/issue-key.ts';
import { joinWorkspace } from './features/join-workspace.ts';
import { letClientAct } from './features/let-client-act.ts';
import { listClients } from './features/list-clients.ts';
import { listConsents } from './features/list-consents.ts';
import { listKeys } from './features/list-keys.ts';
import { listMembers } from './features/list-members.ts';
import { listOutsideAccounts } from './features/list-outside-accounts.ts';
import { listPasskeys } from './features/list-passkeys.ts';
import { listRules } from './features/list-rules.ts';
import { listSessions } from './features/list-sessions.ts';
import { openWorkspace } from './features/open-workspace.ts';
import { registerClient } from './features/register-client.ts';
import { removeClient } from './features/remove-client.ts';
import { removeMember } from './features/remove-member.ts';
import { removeOutsideAccount } from './features/remove-outside-account.ts';
import { removePasskey } from './features/remove-passkey.ts';
import { removeRule } from './features/remove-rule.ts';
import { removeSecondFactor } from './features/remove-second-factor.ts';
import { resetPassword } from './features/reset-password.ts';
import { revokeKey } from './features/revoke-key.ts';
import { setEmail } from './features/set-email.ts';
import { setName } from './features/set-name.ts';
import { setPassword } from './features/set-password.ts';
import { setUp } from './features/set-up.ts';
import { signIn } from './features/sign-in.ts';
import { signInByLink } from './features/sign-in-by-link.ts';
import { signInWithPasskey } from './features/sign-in-with-passkey.ts';
import { signOutMember } from './features/sign-out-member.ts';
import { signOut } from './features/sign-out.ts';
import { startPasskey } from './features/start-passkey.ts';
import { startSecondFactor } from './features/start-second-factor.ts';
import { whoAmI } from './features/who-am-i.ts';
import { assertForgettable } from './forgettable.ts';
import { judge } from './judge.ts';
import { identifyBearer } from './identify.ts';
import type { World } from './ports.ts';
import { sendAddress } from './reactions/send-address.ts';
import { sendInvitation } from './reactions/send-invitation.ts';
import { sendReset } from './reactions/send-reset.ts';
import { closeAttempts } from './services/close-attempts.ts';
import { endBeyondMaker } from './services/end-beyond-maker.ts';
import { openHome } from './services/open-home.ts';
import { sweep } from './services/sweep.ts';
import { everyWorkspace } from './services/workspaces.ts';
import { apiKeys } from './views/api-keys.ts';
import { clients } from './views/clients.ts';
import { requirements } from './views/requirements.ts';
import { rules } from './views/rules.ts';
import { members } from './views/members.ts';

/** Who may come in, and as what: workspaces and their members, passwords, second factors, sessions, keys. */
export const identity = (world: World) => {
  const as = Promise.withResolvers<ServicePorts['as']>();
  return context({
    name: 'identity',
    home: import.meta.dirname,
    rest: {
      'GET /v2/me': whoAmI,
      'PUT /v2/me/name': setName,
      'PUT /v2/me/email': setEmail(world),
      'PUT /v2/me/password': setPassword(world),
      'POST /v2/me/second-factor': startSecondFactor(world),
      'PUT /v2/me/second-factor': confirmSecondFactor(world),
      'DELETE /v2/me/second-factor': removeSecondFactor(world),
      'GET /v2/me/passkeys': listPasskeys,
      'POST /v2/me/passkeys/start': startPasskey(world),
      'POST /v2/me/passkeys': addPasskey(world),
      'DELETE /v2/me/passkeys/:id': removePasskey(world),
      'GET /v2/me/outside-accounts': listOutsideAccounts,
      'DELETE /v2/me/outside-accounts': removeOutsideAccount,
      'GET /v2/me/sessions': listSessions,
      'DELETE /v2/me/sessions': endSessions,
      'GET /v2/keys': listKeys,
      'POST /v2/keys': issueKey(world),
      'DELETE /v2/keys/:id': revokeKey,
      'GET /v2/members': listMembers,
      'POST /v2/members': inviteMember,
      'POST /v2/members/services': addService,
      'PUT /v2/members/:id/roles': changeRoles,
      'POST /v2/members/:id/disable': disableMember,
      'POST /v2/members/:id/enable': enableMember,
      'POST /v2/members/:id/sign-out': signOutMember,
      'DELETE /v2/members/:id': removeMember,
      'GET /v2/me/clients': listConsents,
      'DELETE /v2/me/clients': endClients,
      'GET /v2/clients': listClients,
      'POST /v2/clients': registerClient(world),
      'DELETE /v2/clients/:id': removeClient,
      'PUT /v2/second-factor': askForSecondFactor,
      'GET /v2/rules': listRules,
      'POST /v2/rules': addRule,
      'DELETE /v2/rules/:id': removeRule,
      'POST /v2/rules/explain': explainAccess,
      'POST /v2/workspaces': openWorkspace(as.promise),
    },
    features: [
      signIn(world),
      confirmSignIn(world),
      confirmEmail(world),
      signOut(world),
      askReset(world),
      resetPassword(world),
      joinWorkspace(world),
      beginSetUp(world),
      setUp(world),
      beginOutside(world),
      finishOutside(world),
      beginPasskey(world),
      signInWithPasskey(world),
      signInByLink(world),
      letClientAct(world),
    ],
    views: [members, apiKeys, clients, rules, requirements],
    reactions: [sendInvitation(world), sendReset(world), sendAddress(world)],
    services: [everyWorkspace(as.resolve), openHome, endBeyondMaker, sweep, closeAttempts(world)],
    assertForgettable,
    judge: judge(),
    identify: identifyBearer(world.secrets),
    door: doors(world, as.promise),
  });
};
