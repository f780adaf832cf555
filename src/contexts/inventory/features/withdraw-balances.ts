import { command } from '#platform/feature';
import { idsOf, load, Outcomes, rowsOf, takenBack } from '#platform/table-load';
import { Lot, withdrawBalance } from '../domain/lot.ts';
import { BalanceRow, balancesOf } from './load-balances.ts';

export const withdrawBalances = command({
  name: 'inventory.withdrawBalances',
  summary:
    'Takes opening balances out of the books that a table has brought in, row by row: a lot that something has happened with stays and is told. What is withdrawn may be loaded anew.',
  access: 'inventory:admin',
  public: true,
  heavy: true,
  input: rowsOf(BalanceRow),
  output: Outcomes,

  run: async ({ rows, dryRun }, { events, tenant, now: clock }) => {
    const read = await balancesOf(rows, { events, tenant, now: clock });
    const ids = idsOf(read);
    return load(events, { subjects: { lots: [Lot, ids] } as const, dryRun }, (now) => {
      const taken = takenBack(read, (id) => withdrawBalance(now.lots[ids.indexOf(id)] ?? Lot.initial));
      return { events: { lots: ids.map((id) => taken.events.get(id) ?? []) }, rows: taken.rows };
    });
  },
});
