import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { customers } from '#customers/context';
import { deals } from '#deals/context';
import { inventory } from '#inventory/context';
import { createPool } from '#platform/postgres/pool';
import { startApp, type TestApp } from '#testing/app';
import { testDatabase } from '#testing/database';
import { until } from '#testing/log';
import { death } from '../process/death.ts';
import { asker, kg, perKg } from './desk.ts';
import { expectPromisesKept } from './promises.ts';
import { quietness } from './quiet.ts';
import { deskGstin } from './trade.ts';

const desk = [customers, inventory, deals];
const database = await testDatabase();
const folder = mkdtempSync(join(tmpdir(), 'almanac-worker-'));
const pool = createPool(database.url, { size: 1, name: 'almanac-test' });
afterAll(async () => {
  const last = await startApp(desk, { databaseUrl: database.url });
  await expectPromisesKept(last);
  await last.close();
  await pool.end();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

const world = { product: '', lot: '', held: '', buyer: '', supplier: '' };

/** A desk with what its deals are about. */
const prepare = async (): Promise<void> => {
  const app = await startApp(desk, { databaseUrl: database.url });
  const { answer } = asker(app);
  await answer('deals.setDesk', { name: 'Desk', gstin: deskGstin });
  await answer('inventory.setTaxRate', { hsn: '3902', from: '2017-07-01', basisPoints: 1_800 });
  const product = (await answer('inventory.registerProduct', { code: 'PP', name: 'PP', grade: 'Raffia', hsn: '3902' })).id;
  const lot = async () =>
    (await answer('inventory.receiveLot', { product, quantity: kg(25_000), warehouse: 'Vapi', cost: perKg(90) })).id;
  const party = async (role: string) => (await answer('customers.registerParty', { name: role, state: '27', roles: [role] })).id;
  Object.assign(world, {
    product,
    lot: await lot(),
    held: await lot(),
    buyer: await party('buyer'),
    supplier: await party('supplier'),
  });
  await answer('inventory.holdLot', { id: world.held, reason: 'moist' });
  await answer('customers.setCreditLimit', { id: world.buyer, limit: '1000000000' });
  await app.close();
};

const around = (...items: readonly string[]) =>
  items.flatMap((item) => (['done', 'moved'] as const).map((point) => [point, item] as const));

const entered = [
  {
    end: 'confirmed',
    from: 'lot' as const,
    points: [['heard', 'DealSubmitted'] as const, ...around('call credit', 'call stock', 'call purchases', 'call confirm')],
  },
  { end: 'rejected', from: 'held' as const, points: around('undo credit', 'undo purchases', 'call reject') },
].flatMap(({ end, from, points }) => points.map(([point, item]) => ({ id: randomUUID() as string, end, from, point, item })));

/** Enters all of them in a process of its own, which dies once each has got to its point; the next one takes over. */
let app: TestApp;
beforeAll(async () => {
  await prepare();
  const { buyer, product, supplier } = world;
  const terms = { buyer, product, quantity: kg(200), rate: perKg(100) };
  const worked = entered.map(({ id, from, point, item }) => {
    const sources = [
      { lot: world[from], quantity: kg(100) },
      { supplier, rate: perKg(90) },
    ];
    return { instance: `${id}.1`, point, item, entry: { ...terms, id, sources } };
  });
  await death(join(import.meta.dirname, 'worker.ts'), database.url, folder, JSON.stringify(worked));
  app = await startApp(desk, { databaseUrl: database.url });
});

test.each(entered)(
  'a worker killed at $point $item of a deal that is $end: the next one brings it to its end, and nothing is half done',
  { timeout: 60_000 },
  async ({ id, end, from }) => {
    const { answer } = asker(app);
    await until(async () => (await answer('deals.getDeal', { id })).status === end, `the deal is ${end}`, 15_000);
    await until(quietness(app, pool), 'all is done', 15_000);
    const { reservations } = await answer('inventory.getLot', { id: world[from] });
    const own = reservations.filter(({ deal }: { readonly deal: string }) => deal === id);
    const [bought] = (await answer('deals.listPurchases', {})).items.filter(
      ({ forDeal }: { readonly forDeal: string }) => forDeal === id,
    );
    const held = await pool.query<{ readonly paise: number }>(
      `select coalesce(sum(case type when 'HoldPlaced' then 1 else -1 end * (data->>'paise')::bigint), 0)::bigint as paise
       from log.event where type in ('HoldPlaced', 'HoldReleased') and data->>'deal' = $1`,
      [id],
    );
    const took = end === 'confirmed';
    expect(own.map(({ kg: weight }: { readonly kg: string }) => weight)).toEqual(took ? ['100'] : []);
    expect([bought?.status, bought?.promisedKg]).toEqual(took ? ['open', '100'] : ['cancelled', '0']);
    expect(held.rows).toEqual([{ paise: took ? 2_360_000 : 0 }]);
  },
);
