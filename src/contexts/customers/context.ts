import { context } from '#platform/context';
import { published } from './contract.ts';
import { addContact } from './features/add-contact.ts';
import { addRole } from './features/add-role.ts';
import { blockParty } from './features/block-party.ts';
import { describeParties } from './features/describe-parties.ts';
import { getCredit } from './features/get-credit.ts';
import { getParty } from './features/get-party.ts';
import { grantOverride } from './features/grant-override.ts';
import { listHolds } from './features/list-holds.ts';
import { listParties } from './features/list-parties.ts';
import { listReceivables } from './features/list-receivables.ts';
import { loadParties } from './features/load-parties.ts';
import { mergeParties } from './features/merge-parties.ts';
import { noteOverdue } from './features/note-overdue.ts';
import { placeHold } from './features/place-hold.ts';
import { raiseReceivable } from './features/raise-receivable.ts';
import { recordPayment } from './features/record-payment.ts';
import { registerParty } from './features/register-party.ts';
import { releaseHold } from './features/release-hold.ts';
import { reversePayment } from './features/reverse-payment.ts';
import { setConsent } from './features/set-consent.ts';
import { setCreditLimit } from './features/set-credit-limit.ts';
import { setGstin } from './features/set-gstin.ts';
import { unblockParty } from './features/unblock-party.ts';
import { withdrawParties } from './features/withdraw-parties.ts';
import { awaitPayment } from './processes/await-payment.ts';
import { creditCheck } from './views/books.ts';
import { consents, contacts } from './views/contacts.ts';
import { credit, limits } from './views/credit.ts';
import { parties, roles } from './views/parties.ts';
import { payments, receivables } from './views/receivables.ts';

/** Who the desk trades with, how to reach them, and how much they may owe. */
export const customers = context({
  name: 'customers',
  home: import.meta.dirname,
  rest: {
    'POST /v2/parties': registerParty,
    'GET /v2/parties': listParties,
    'POST /v2/parties/bulk': loadParties,
    'POST /v2/parties/bulk/undo': withdrawParties,
    'GET /v2/parties/:id': getParty,
    'POST /v2/parties/:id/roles': addRole,
    'PUT /v2/parties/:id/gstin': setGstin,
    'POST /v2/parties/:party/contacts': addContact,
    'PUT /v2/parties/:id/contacts/:contact/consent': setConsent,
    'POST /v2/parties/:id/merge': mergeParties,
    'POST /v2/parties/:id/block': blockParty,
    'POST /v2/parties/:id/unblock': unblockParty,
    'GET /v2/parties/:id/credit': getCredit,
    'PUT /v2/parties/:id/credit-limit': setCreditLimit,
    'GET /v2/receivables': listReceivables,
    'POST /v2/parties/:party/payments': recordPayment,
    'POST /v2/parties/:party/payments/:payment/reverse': reversePayment,
  },
  features: [describeParties, placeHold, releaseHold, raiseReceivable, noteOverdue, grantOverride, listHolds],
  checks: [creditCheck],
  views: [parties, roles, contacts, consents, credit, limits, receivables, payments],
  publishes: published,
  processes: [awaitPayment],
});
