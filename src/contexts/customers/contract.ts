import { Type as t } from 'typebox';
import type { CreditEvent } from './domain/credit-account.ts';
import type { PartyEvent } from './domain/party.ts';

export type { CreditEvent, PartyEvent };

/** The events that other contexts may build on; the other types of these unions may change. */
export const published = [
  'PartyRegistered',
  'RoleAdded',
  'PartyMerged',
  'PartyBlocked',
  'PartyUnblocked',
  'ReceivableRaised',
  'ReceivableOverdue',
  'PaymentRecorded',
  'PaymentReversed',
] as const satisfies readonly (CreditEvent | PartyEvent)['type'][];

export const Id = t.String({ format: 'uuid' });
export const Day = t.String({ description: 'A day, as 2026-11-28' });
export const Rupees = t.String({ description: 'Rupees, decimal, two places at most', maxLength: 40 });
const Paise = t.String({ description: 'paise, a whole number', pattern: '^(0|[1-9][0-9]{0,17})$' });
const nothing = t.Object({});

/** A party as every answer tells it. */
export const PartyAnswer = t.Object({
  id: Id,
  name: t.String(),
  state: t.String(),
  gstin: t.Optional(t.String()),
  roles: t.Array(t.String()),
  status: t.String(),
});

export const describeParties = {
  name: 'customers.describeParties',
  summary: 'Reads parties, in the order of their ids; refuses where one is unknown.',
  input: t.Object({ ids: t.Array(Id, { minItems: 1, maxItems: 100 }) }),
  output: t.Object({
    items: t.Array(PartyAnswer),
  }),
};

export const placeHold = {
  name: 'customers.placeHold',
  summary: 'Holds credit of a buyer for a deal, up to what it comes to with tax. What is held already is not held again.',
  input: t.Object({ party: Id, deal: Id, paise: Paise, submittedBy: t.String() }),
  output: nothing,
};

export const releaseHold = {
  name: 'customers.releaseHold',
  summary: 'Gives back what is held for a deal, down to an amount, nothing where none is said. What is invoiced stays.',
  input: t.Object({ party: Id, deal: Id, paise: t.Optional(Paise) }),
  output: nothing,
};

export const raiseReceivable = {
  name: 'customers.raiseReceivable',
  summary: 'Says that a buyer owes for goods delivered. What was held for them goes into it.',
  input: t.Object({ party: Id, deal: Id, receivable: Id, paise: Paise, raisedOn: Day, dueOn: Day }),
  output: nothing,
};

export const noteOverdue = {
  name: 'customers.noteOverdue',
  summary: 'Notes that a receivable was due before today and is not paid. What is paid, or noted before, stays as it is.',
  input: t.Object({ party: Id, receivable: Id }),
  output: nothing,
};

export const grantOverride = {
  name: 'customers.grantOverride',
  summary:
    'Lets a deal pass up to an amount, whatever the credit limit says. It counts only where somebody else has submitted the deal.',
  input: t.Object({ party: Id, deal: Id, upTo: Rupees }),
  output: nothing,
};

export const listHolds = {
  name: 'customers.listHolds',
  summary: 'Lists what deals have in the accounts of their buyers, in all workspaces, added up from the events.',
  input: t.Object({}),
  output: t.Object({
    items: t.Array(
      t.Object({
        tenant: t.String(),
        party: t.String(),
        deal: t.String(),
        held: t.String({ description: 'paise' }),
        invoiced: t.String({ description: 'paise that were raised as receivables' }),
      }),
    ),
  }),
};
