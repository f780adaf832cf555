import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { customers } from '#customers/context';
import { deals } from '#deals/context';
import { inventory } from '#inventory/context';
import { lowerReservations } from '#inventory/contract';
import { Rejection } from '#kernel/rejection';
import type { Context } from '#platform/context';
import type { Feature } from '#platform/feature';
import { startApp } from '#testing/app';
import { until } from '#testing/log';
import { asker, kg, perKg } from './desk.ts';
import { insider } from './inside.ts';
import { deskGstin } from './trade.ts';

let outages = 0;

/** The stock, which answers 503 before it lowers a reservation, as often as wanted. */
const stock: Context = {
  ...inventory,
  features: (inventory.features ?? []).map((feature): Feature => {
    if (feature.name !== lowerReservations.name) return feature;
    const run: Feature['run'] = async (...given) => {
      if (outages-- > 0) throw new Rejection('busy', 'inventory.busy', 'The stock cannot be reached.');
      return feature.run(...given);
    };
    return { ...feature, run };
  }),
};
const app = await startApp([stock, customers, deals]);
const { answer } = asker(app);
const { tried, done } = insider(app);

test('goods that arrive for a cancelled deal are given back, also when the stock cannot be reached at first', async () => {
  await answer('deals.setDesk', { name: 'Polymer Desk', gstin: deskGstin });
  await answer('inventory.setTaxRate', { hsn: '390210', from: '2017-07-01', basisPoints: 1_800 });
  const { id: product } = await answer('inventory.registerProduct', { code: 'PP', name: 'PP', grade: 'Raffia', hsn: '390210' });
  const party = async (role: string) =>
    (await answer('customers.registerParty', { name: role, state: '27', roles: [role] })).id as string;
  const [buyer, supplier] = [await party('buyer'), await party('supplier')];
  await answer('customers.setCreditLimit', { id: buyer, limit: '100000000' });
  const sources = [{ supplier, rate: perKg(95) }];
  const { id: deal } = await answer('deals.enterDeal', { buyer, product, quantity: kg(400), rate: perKg(100), sources });
  const status = async () => (await answer('deals.getDeal', { id: deal })).status;
  await until(async () => (await status()) === 'confirmed', 'the deal is confirmed', 15_000);
  const [{ line }] = (await answer('deals.getDeal', { id: deal })).sources;

  const grams = '400000';
  const lot = randomUUID();
  const coming = { id: lot, product, quantity: kg(400), warehouse: 'Bhiwandi', cost: perKg(95), purchase: line };
  await done('inventory.receiveLot', { ...coming, reserve: [{ deal, line, grams }] });
  await answer('deals.cancelDeal', { id: deal, reason: 'The buyer has changed his mind.' });
  const reservedKg = async () => (await answer('inventory.getLot', { id: lot })).reservedKg;
  const arrive = () => tried('deals.recordArrival', { line, lot, portions: [{ deal, grams }] }, `arrival/${deal}`);

  outages = 1;
  expect([await arrive(), await reservedKg()]).toEqual(['inventory.busy', '400']);
  expect([await arrive(), await reservedKg()]).toEqual([undefined, '0']);
  expect(await arrive()).toBeUndefined();
});
