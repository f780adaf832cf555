import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { analytics } from '#analytics/context';
import { customers } from '#customers/context';
import { deals } from '#deals/context';
import { startApp } from '#testing/app';
import { until } from '#testing/log';
import { runs } from '#testing/runs';
import { asker, kg, perKg } from './desk.ts';
import { startPart } from './part.ts';
import { brokenPromises } from './promises.ts';
import { deskGstin } from './trade.ts';

const kills = runs({ short: 5, full: 20 });

test(`stock and reports in processes and databases of their own, the stock killed ${kills} times: every deal ends, nothing is reserved without a deal, no deal is without stock, the reports say the same`, {
  timeout: 180_000,
}, async () => {
  const { peer, ask: stock, killAndStart } = await startPart('inventory');
  const app = await startApp([customers, deals], { peers: { inventory: peer } });
  onTestFinished(app.close);
  const desk = { url: await app.listen(), token: await app.peerToken() };
  const reports = await startPart('analytics', { customers: desk, deals: desk, inventory: peer });
  const { answer } = asker(app);
  await stock('inventory.setTaxRate', { hsn: '3902', from: '2017-07-01', basisPoints: 1_800 });
  const { id: pp } = (await stock('inventory.registerProduct', { code: 'PP', name: 'PP', grade: 'Raffia', hsn: '3902' })).body;
  const lots = await Promise.all(
    Array.from({ length: 3 }, async () => {
      const lot = { product: pp, quantity: kg(10_000), warehouse: 'Bhiwandi', cost: perKg(90) };
      return String((await stock('inventory.receiveLot', lot)).body.id);
    }),
  );
  await answer('deals.setDesk', { name: 'Split', gstin: deskGstin });
  const { id: buyer } = await answer('customers.registerParty', { name: 'Apex', state: '27', roles: ['buyer'] });
  await answer('customers.setCreditLimit', { id: buyer, limit: '1000000000' });

  let killing = true;
  const killer = async () => {
    for (let times = 0; times < kills; times++) {
      await wait(50 + Math.random() * 400);
      await killAndStart();
      if (times % 4 === 0) await reports.killAndStart();
    }
    killing = false;
  };
  const ids: string[] = [];
  const trader = async () => {
    while (killing || ids.length < 70) {
      const id = randomUUID();
      const [one = '', other = ''] = lots.toSorted(() => Math.random() - 0.5);
      const sources = [{ lot: one, quantity: kg(300) }, { lot: other }];
      const entry = { id, buyer, product: pp, quantity: kg(500), rate: perKg(100), sources };
      const { status } = await app.request('POST', '/api/call/deals.enterDeal', entry).catch(() => ({ status: 0 }));
      if (status === 201) ids.push(id);
      await wait(ids.length < 90 ? 40 : 400);
    }
  };
  await Promise.all([killer(), trader(), trader()]);

  const status = async (id: string): Promise<string> => (await answer('deals.getDeal', { id })).status;
  const statuses = async () => Promise.all(ids.map(status));
  await until(async () => !(await statuses()).includes('pending'), 'every deal has come to its end', 150_000);
  const ends = Map.groupBy(await statuses(), (end) => end);
  expect([...ends.keys()].toSorted((a, b) => a.localeCompare(b))).toEqual(['confirmed', 'rejected']);
  const phases = async () => (await answer('process.listProcesses', { limit: 1_000 })).items as { readonly phase: string }[];
  await until(
    async () => (await phases()).every(({ phase }) => phase === 'completed'),
    'nothing is left to be given back',
    60_000,
  );

  const reserved = await Promise.all(
    lots.map(async (id) => (await stock('inventory.getLot', { id })).body.reservations as { deal: string; kg: string }[]),
  );
  const kgOf = Map.groupBy(reserved.flat(), ({ deal }) => deal);
  const states = new Map(await Promise.all(ids.map(async (id) => [id, await status(id)] as const)));
  for (const [id, state] of states) {
    const held = (kgOf.get(id) ?? []).reduce((sum, { kg: each }) => sum + Number(each), 0);
    expect([id, state, held]).toEqual([id, state, state === 'confirmed' ? 500 : 0]);
  }
  expect([...kgOf.keys()].filter((id) => !states.has(id))).toEqual([]);

  expect(await brokenPromises(app)).toEqual([]);

  // What is told of it in a third place, asked through a fourth, comes to the same.
  const front = await startApp([], { elsewhere: [analytics], peers: { analytics: reports.peer } });
  onTestFinished(front.close);
  const { answer: ask } = asker(front);
  const sold = [...states.values()].filter((state) => state === 'confirmed').length;
  const told = async () => {
    const [position, profit] = await Promise.all([ask('analytics.positionByGrade'), ask('analytics.profitOfDeals')]);
    return { deals: profit.total.deals, reservedKg: position.total.reservedKg, openSalesKg: position.total.openSalesKg };
  };
  const known = { deals: sold, reservedKg: String(sold * 500), openSalesKg: String(sold * 500) };
  await until(async () => isDeepStrictEqual(await told(), known), 'the reports know every deal and all stock', 30_000);
  expect((await reports.ask('platform.verifyViews', {})).body.equal).toBe(true);
});
