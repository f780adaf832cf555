import { afterAll, expect, test } from 'vitest';
import { createPool } from '#platform/postgres/pool';
import { kg, perKg } from './desk.ts';
import { deskGstin, startTrade } from './trade.ts';

const desk = await startTrade();
const { answer, ask, product, lot, buyer, deal, lotKg, untilQuiet } = desk;
const pool = createPool(desk.app.databaseUrl, { size: 1, name: 'almanac-test' });
afterAll(() => pool.end());

test('a departure that failed reserves once more when it is repeated with its key: what was given back meanwhile may be someone else’s', async () => {
  await answer('deals.setDesk', { name: 'Polymer Desk', gstin: deskGstin, tolerance: 200 });
  const [pp, party] = [await product(), await buyer()];
  const stock = await lot(pp, { quantity: kg(10_000) });
  const id = await deal({ buyer: party, product: pp, quantity: kg(6_000), sources: [{ lot: stock }] });
  const { id: note } = await answer('deals.prepareDispatch', { deal: id, lines: [{ lot: stock, quantity: kg(6_000) }] });
  const weighed = [{ lot: stock, quantity: kg(6_060) }];
  await answer('deals.loadDispatch', { id: note, vehicle: 'MH 04', transporter: 'Apex', lines: weighed });
  const depart = () => ask('deals.departDispatch', { id: note }, { 'idempotency-key': 'departure' });

  await pool.query('alter table deals.dispatches rename to dispatches_away');
  expect((await depart()).status).toBe(500);
  await pool.query('alter table deals.dispatches_away rename to dispatches');
  expect(await lotKg(stock)).toEqual(['10000', '6060']);

  await answer('deals.amendDeal', { id, quantity: kg(5_950), sources: [{ lot: stock }] });
  await untilQuiet();
  const other = { buyer: party, product: pp, rate: perKg(100), quantity: kg(4_050), sources: [{ lot: stock }] };
  await deal(other);
  expect(await lotKg(stock)).toEqual(['10000', '10000']);
  expect(await depart()).toMatchObject({ status: 409, body: { code: 'inventory.short' } });
  await untilQuiet();
  expect(await lotKg(stock)).toEqual(['10000', '10000']);
});
