import { command } from '#platform/feature';
import { idsOf, load, Outcomes, rowsOf, takenBack } from '#platform/table-load';
import { CreditAccount, isUnused, setLimit } from '../domain/credit-account.ts';
import { Party, withdraw } from '../domain/party.ts';
import { PartyRow, registrationsOf, rightsForLimits } from './load-parties.ts';

export const withdrawParties = command({
  name: 'customers.withdrawParties',
  summary:
    'Takes parties back that a table has registered, row by row: what has deals, invoices, payments or contacts stays and is told. What is withdrawn may be loaded anew.',
  access: 'customers:write',
  public: true,
  alsoNeeds: rightsForLimits,
  heavy: true,
  input: rowsOf(PartyRow),
  output: Outcomes,

  run: ({ rows, dryRun }, { events, tenant }) => {
    const read = registrationsOf(rows, tenant);
    const ids = idsOf(read);
    const subjects = { parties: [Party, ids], accounts: [CreditAccount, ids] } as const;
    return load(events, { subjects, dryRun }, (now) => {
      const accountAt = (at: number) => now.accounts[at] ?? CreditAccount.initial;
      const { events: withdrawn, rows: outcomes } = takenBack(read, (id) => {
        const at = ids.indexOf(id);
        return withdraw(now.parties[at] ?? Party.initial, isUnused(accountAt(at)));
      });
      const limits = ids.map((id, at) => (withdrawn.get(id)?.length ? setLimit(accountAt(at), id, 0n) : []));
      return { events: { parties: ids.map((id) => withdrawn.get(id) ?? []), accounts: limits }, rows: outcomes };
    });
  },
});
