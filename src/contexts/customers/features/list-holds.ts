import { query } from '#platform/feature';
import { listHolds as contract } from '../contract.ts';
import { dealsInAccounts } from '../views/books.ts';

export const listHolds = query({
  ...contract,
  access: 'platform:admin',
  installation: true,
  heavy: true,
  deadline: 10 * 60_000,
  run: async (_, { sql }) => ({ items: await dealsInAccounts(sql) }),
});
