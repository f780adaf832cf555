import { randomUUID } from 'node:crypto';
import { analytics } from '#analytics/context';
import { customers } from '#customers/context';
import { deals } from '#deals/context';
import { createPool } from '#platform/postgres/pool';
import { cleanUp } from '#testing/clean-up';
import { until } from '#testing/log';
import { type DeskOptions, kg, perKg, startDesk } from './desk.ts';
import { quietness } from './quiet.ts';

export const deskGstin = '27AAPFU0939F1ZV';

/** A desk that buys and sells, with what its tests enter again and again. */
export const startTrade = async (options: DeskOptions = {}) => {
  const desk = await startDesk([customers, deals, analytics], options);
  const { answer } = desk;
  await answer('deals.setDesk', { name: 'Polymer Desk', gstin: deskGstin });

  const party = async (role: 'buyer' | 'supplier', fields: object = {}): Promise<string> =>
    (await answer('customers.registerParty', { name: `${role} ${randomUUID()}`, state: '27', roles: [role], ...fields })).id;

  const status = async (id: string): Promise<string> => (await answer('deals.getDeal', { id })).status;

  const pool = createPool(desk.app.databaseUrl, { size: 1, name: 'almanac-test' });
  cleanUp(() => pool.end());

  return {
    ...desk,
    buyer: async (limit = '100000000'): Promise<string> => {
      const id = await party('buyer');
      await answer('customers.setCreditLimit', { id, limit });
      return id;
    },
    supplier: () => party('supplier'),
    status,
    /** Enters a deal; answers with its id once it is confirmed or rejected. */
    deal: async (fields: object): Promise<string> => {
      const { id } = await answer('deals.enterDeal', { quantity: kg(10_000), rate: perKg(100), ...fields });
      await until(async () => (await status(id)) !== 'pending', 'the deal is confirmed or rejected', 15_000);
      return id;
    },
    untilStatus: (id: string, wanted: string) =>
      until(async () => (await status(id)) === wanted, `the deal is ${wanted}`, 15_000),
    untilQuiet: () => until(quietness(desk.app, pool), 'all processes are over', 15_000),
    lotKg: async (id: string): Promise<readonly string[]> => {
      const { onHandKg, reservedKg } = await answer('inventory.getLot', { id });
      return [onHandKg, reservedKg];
    },
    creditOf: async (id: string): Promise<{ readonly owed: string; readonly held: string }> => {
      const { owed, held } = await answer('customers.getCredit', { id });
      return { owed, held };
    },
    purchase: async (id: string) => (await answer('deals.listPurchases', { id })).items[0],
  };
};
