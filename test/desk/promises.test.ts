import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { customers } from '#customers/context';
import { deals } from '#deals/context';
import { inventory } from '#inventory/context';
import { openDataFolder } from '#platform/data-folder';
import { createPool } from '#platform/postgres/pool';
import { startApp } from '#testing/app';
import { until } from '#testing/log';
import { almanac } from '../cli/almanac.ts';
import { asker, kg, perKg } from './desk.ts';
import { insider } from './inside.ts';
import { brokenPromises, expectPromisesKept } from './promises.ts';
import { deskGstin, startTrade } from './trade.ts';

type Item = { readonly name: string; readonly examined: number; readonly examples: readonly { what: string; why: string }[] };

const desk = await startTrade({ unchecked: true });
const { answer, app } = desk;
const pool = createPool(app.databaseUrl, { size: 1, name: 'almanac-test' });
afterAll(async () => {
  await app.verifyMemory(); // drops the states of the streams that were broken on purpose
  await pool.end();
});

const verified = async (): Promise<Readonly<Record<string, Item>>> => {
  const { items } = await answer('platform.verifyPromises', {});
  return Object.fromEntries(items.map((item: Item) => [item.name, item]));
};
/** Appends an event as nobody may: straight into the table, where no decision and no view hears of it. */
const smuggle = async (stream: string, type: string, data: object) => {
  await pool.query('update log.head set position = position + 1, append = null');
  await pool.query('update log.stream set version = version + 1, append = null where id = $1', [stream]);
  await pool.query(
    `insert into log.event (position, tenant, stream, version, type, data, meta, recorded_at)
     select h.position, s.tenant, s.id, s.version, $2, $3, '{}', now() from log.stream s, log.head h where s.id = $1`,
    [stream, type, JSON.stringify(data)],
  );
};

/** Takes the first event of a type back that names a thing, as if its append had been lost. */
const lose = (type: string, named: string) =>
  pool.query(
    `delete from log.event where position = (select min(position) from log.event where type = $1 and data::text like '%' || $2 || '%')`,
    [type, named],
  );

const nobody = '00000000-0000-7000-8000-000000000000';
const one = (text: RegExp) => expect.stringMatching(text);
const world = { product: '', lot: '', hollow: '', buyer: '', other: '', draft: '', deal: '', sold: '', bought: '' };

beforeAll(async () => {
  const product = await desk.product();
  const [lot, hollow, buyer, other] = [await desk.lot(product), await desk.lot(product), await desk.buyer(), await desk.buyer()];
  const entry = { buyer, product, quantity: kg(1_000), sources: [{ lot, quantity: kg(1_000) }] };
  const draft = (await answer('deals.enterDeal', { ...entry, rate: perKg(100), draft: true })).id;
  await answer('deals.holdStock', { id: draft });
  const [deal, sold] = [await desk.deal(entry), await desk.deal(entry)];
  const sources = [{ supplier: await desk.supplier(), rate: perKg(90), quantity: kg(1_000) }];
  const bought = await desk.deal({ ...entry, sources });
  const { id } = await answer('deals.prepareDispatch', { deal: sold, lines: [{ lot, quantity: kg(1_000) }] });
  await answer('deals.loadDispatch', { id, vehicle: 'MH 04', transporter: 'Apex' });
  await answer('deals.departDispatch', { id });
  await answer('deals.deliverDispatch', { id });
  await answer('deals.addRemark', { id: deal, audience: 'all', text: 'as it was said' });
  Object.assign(world, { product, lot, hollow, buyer, other, draft, deal, sold, bought });
  await desk.untilQuiet();
  await answer('audit.signCheckpoint', {});
});

test('a desk at rest keeps every promise, and each check has looked at something', async () => {
  await expectPromisesKept(app);
  const checks = Object.values(await verified());
  const ofLog = ['log.positions', 'log.versions', 'log.streams', 'log.checkpoints', 'log.keys'];
  const ofDesk = ['inventory.stock', 'customers.credit', 'deals.reserved', 'deals.credit', 'deals.covered'];
  expect(checks.map(({ name }) => name)).toEqual([...ofLog, ...ofDesk, 'audit.chain']);
  const idle = checks.filter(({ examined }) => examined === 0);
  expect(idle.map(({ name }) => name)).toEqual([]);
});

test('every check catches what is planted for it', async () => {
  const { lot, hollow, buyer, other, draft, deal, sold, bought } = world;
  const [{ line: purchase }] = (await answer('deals.getDeal', { id: bought })).sources;
  await lose('StockReserved', deal);
  await lose('ReceivableRaised', sold);
  await smuggle(`lot-${hollow}`, 'StockReserved', { lot: hollow, deal: nobody, line: hollow, grams: '30000000' });
  await smuggle(`lot-${lot}`, 'ReservationReleased', { lot, deal: draft, line: 'hold 1', grams: '1000000' });
  await smuggle(`creditAccount-${other}`, 'HoldPlaced', { party: other, deal: nobody, paise: '500' });
  await smuggle(`purchase-${purchase}`, 'AllocationReleased', { purchase, deal: bought, grams: '400000' });
  await pool.query('update customers.credit set held = held + 1 where party = $1', [buyer]);
  await pool.query(`insert into log.checkpoint (subscriber, position) values ('test.ahead', 1000000)`);
  await pool.query(`update log.event set data = '{"text":"as it was never said"}' where type = 'RemarkAdded'`);
  await pool.query(`update log.stream set version = version + 1 where id = 'desk-own'`);
  await pool.query(
    `insert into log.idempotency (tenant, key, fingerprint, answer, recorded_at, append, events)
     values ('home', 'lost', '', '{}', now(), gen_random_uuid(), 2), ('home', 'nothing to do', '', '{}', now(), gen_random_uuid(), 0)`,
  );

  const found = Object.entries(await verified()).map(([name, { examples }]) => [
    name,
    examples.map(({ what, why }) => `${what}: ${why}`).toSorted(),
  ]);
  const inLot = (id: string, line: string, at: string) => `home/deal ${id} line ${line} in lot ${at}`;
  expect(Object.fromEntries(found)).toEqual({
    'log.positions': [one(/^positions (\d+) to \1: no event is there$/), one(/^positions (\d+) to \1: no event is there$/)],
    'log.versions': [one(/^home\/lot-\S+: version \d is missing$/)],
    'log.streams': [`home/creditAccount-${buyer}: the version kept differs by 1`, 'home/desk-own: the version kept differs by 1'],
    'log.checkpoints': ['test.ahead: it has handled position 1000000, which is beyond the end of the log'],
    'log.keys': [
      one(/^home\/key deals\.dispatch\/.+: 1 of its 2 events are there$/),
      one(/^home\/key deals\.register\/.+: 0 of its 1 events are there$/),
      'home/key lost: 0 of its 2 events are there',
    ],
    'inventory.stock': [
      `home/lot ${lot}: the table of the stock differs from the events by 0 g on hand and 2000000 g reserved`,
      `home/lot ${hollow}: it is oversold: more is reserved than lies there`,
    ].toSorted(),
    'customers.credit': [
      `home/party ${buyer}: the table of the credit differs from the events by 1 paise held, 11800000 raised, 0 paid`,
      `home/party ${other}: the table of the credit differs from the events by -500 paise held, 0 raised, 0 paid`,
    ].toSorted(),
    'deals.reserved': [
      `${inLot(nobody, hollow, hollow)}: 30000000 g are reserved, 0 g are due (the deal is over)`,
      `${inLot(deal, lot, lot)}: 0 g are reserved, 1000000 g are due (the deal is standing)`,
      `${inLot(draft, 'hold 1', lot)}: 0 g are reserved, the hold keeps 1000000 g`,
    ].toSorted(),
    'deals.credit': [`home/deal ${nobody} in the account of ${other}: 500 paise are held for no deal of that buyer`],
    'deals.covered': [
      `home/deal ${deal}: line ${lot} needs 1000000 g of lot ${lot}, 0 g are reserved and 0 g have gone`,
      `home/deal ${sold}: 11800000 paise were invoiced, 0 are owed`,
      `home/deal ${bought}: it needs 1000000 g of purchase ${purchase}, 600000 g are promised`,
    ].toSorted(),
    'audit.chain': [one(/^checkpoint \d+: an event up to it has changed since it was signed$/)],
  });
}, 30_000);

test('the command line names what is wrong and how much was looked at, and fails', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'almanac-verify-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const data = openDataFolder(folder);
  data.writeServer({ url: await app.listen(), pid: process.pid });
  data.writeToken(app.token);
  const said = await almanac(['verify', 'log.checkpoints', 'inventory.stock'], { env: { ALMANAC_DATA: folder } });
  expect(said.code).toBe(1);
  expect(said.out).toMatch(
    /^✗ log\.checkpoints {2}[\d,]+ examined, 1 wrong\n.*\n {4}test\.ahead: it has handled position 1000000/,
  );
  expect(said.out).toMatch(/^✗ inventory\.stock {2}2 examined, 2 wrong$/m);
}, 60_000);

test('deals in a process of their own are compared with the stock of another one', async () => {
  const stock = await startApp([inventory]);
  const place = { url: await stock.listen(), token: await stock.peerToken() };
  const sales = await startApp([customers, deals], { peers: { inventory: place } });
  onTestFinished(async () => {
    await sales.close();
    await stock.close();
  });
  const there = asker(stock);
  const here = asker(sales);
  await there.answer('inventory.setTaxRate', { hsn: '3902', from: '2017-07-01', basisPoints: 1_800 });
  const { id: product } = await there.answer('inventory.registerProduct', {
    code: 'PP',
    name: 'PP',
    grade: 'Raffia',
    hsn: '3902',
  });
  const arrival = { product, quantity: kg(9_000), warehouse: 'Vapi', cost: perKg(90) };
  const { id: lot } = await there.answer('inventory.receiveLot', arrival);
  await here.answer('deals.setDesk', { name: 'Split', gstin: deskGstin });
  const { id: buyer } = await here.answer('customers.registerParty', { name: 'Apex', state: '27', roles: ['buyer'] });
  await here.answer('customers.setCreditLimit', { id: buyer, limit: '1000000' });
  const entry = { buyer, product, quantity: kg(100), rate: perKg(100), sources: [{ lot, quantity: kg(100) }] };
  const { id: deal } = await here.answer('deals.enterDeal', entry);
  await until(
    async () => (await here.answer('deals.getDeal', { id: deal })).status === 'confirmed',
    'the deal is confirmed',
    20_000,
  );
  await expectPromisesKept(sales);

  await insider(stock).done('inventory.lowerReservations', { deal, lines: [{ line: lot, lot }] });
  const broken = (await brokenPromises(sales, ['deals.reserved', 'deals.credit', 'deals.covered'])).join();
  expect(broken).toContain('0 g are reserved, 100000 g are due');
  expect(broken).toContain('needs 100000 g');
}, 60_000);
