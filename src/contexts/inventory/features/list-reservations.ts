import { query } from '#platform/feature';
import { listReservations as contract } from '../contract.ts';
import { linesInLots } from '../views/books.ts';

export const listReservations = query({
  ...contract,
  access: 'platform:admin',
  installation: true,
  heavy: true,
  deadline: 10 * 60_000,
  run: async (_, { sql }) => ({ items: await linesInLots(sql) }),
});
