import { afterAll, expect, test } from 'vitest';
import { until } from '#testing/log';
import { virtualClock } from '#testing/virtual-clock';
import { kg, perKg } from './desk.ts';
import { startTrade } from './trade.ts';

const time = virtualClock('2026-11-28T09:00:00.000Z');
const desk = await startTrade({ clock: time.clock, until: time.until });
const { answer, refused, lotKg, untilStatus } = desk;
const minutes = 60_000;
afterAll(() => time.pass(60 * minutes)); // what waits to be tried again would wait for ever on a clock that stands still

const [pp, party] = [await desk.product(), await desk.buyer()];
const drafted = async (sources: readonly object[], amount: number, id?: string): Promise<string> => {
  const terms = { buyer: party, product: pp, quantity: kg(amount), rate: perKg(100), sources };
  return (await answer('deals.enterDeal', { ...terms, draft: true, ...(id !== undefined && { id }) })).id;
};
const holdOf = async (id: string) => (await answer('deals.getDeal', { id })).hold;
const hold = async (id: string, status = 'held') => {
  await answer('deals.holdStock', { id });
  await until(async () => (await holdOf(id)).status === status, `the stock is ${status}`, 15_000);
};

test('the stock of a draft is kept for it for half an hour, and for nobody else', async () => {
  const lot = await desk.lot(pp, { quantity: kg(10_000) });
  const id = await drafted([{ lot }], 8_000);
  await hold(id);
  expect(await holdOf(id)).toEqual({ status: 'held', until: '2026-11-28T09:30:00.000Z' });
  expect(await lotKg(lot)).toEqual(['10000', '8000']);
  const other = await drafted([{ lot }], 3_000);
  await hold(other, 'refused');
  expect((await holdOf(other)).sentence).toContain('2000 kg free');
  await answer('deals.holdStock', { id });
  expect(await lotKg(lot), 'held already').toEqual(['10000', '8000']);
  time.pass(29 * minutes);
  expect(await lotKg(lot)).toEqual(['10000', '8000']);
  time.pass(2 * minutes);
  await until(async () => (await holdOf(id)).status === 'over', 'the hold is over', 15_000);
  expect(await lotKg(lot)).toEqual(['10000', '0']);
  await hold(other);
  expect(await lotKg(lot)).toEqual(['10000', '3000']);
});

test('a draft that is submitted goes on from its hold, and the end of the hold takes nothing from the deal', async () => {
  const [lot, dropped] = [await desk.lot(pp, { quantity: kg(10_000) }), await desk.lot(pp, { quantity: kg(5_000) })];
  const id = await drafted([{ lot, quantity: kg(9_000) }, { lot: dropped }], 12_000);
  await hold(id);
  expect([await lotKg(lot), await lotKg(dropped)]).toEqual([
    ['10000', '9000'],
    ['5000', '3000'],
  ]);
  await answer('deals.enterDeal', { id, buyer: party, product: pp, quantity: kg(10_000), rate: perKg(100), sources: [{ lot }] });
  await untilStatus(id, 'confirmed');
  expect(await lotKg(lot), 'all of the lot, though most of it was held').toEqual(['10000', '10000']);
  time.pass(31 * minutes);
  await until(async () => (await lotKg(dropped))[1] === '0', 'what the deal did not take is free again', 15_000);
  expect(await lotKg(lot)).toEqual(['10000', '10000']);
});

test('a draft that is drafted anew is held anew, in place of what was held', async () => {
  const lot = await desk.lot(pp, { quantity: kg(10_000) });
  const id = await drafted([{ lot }], 6_000);
  await hold(id);
  await drafted([{ lot }], 9_000, id);
  await answer('deals.holdStock', { id });
  await until(async () => (await lotKg(lot))[1] === '9000', 'the new quantity is held', 15_000);
  time.pass(31 * minutes);
  await until(async () => (await lotKg(lot))[1] === '0', 'the hold is over', 15_000);
});

test('what is no draft, takes nothing from stock, or is not there cannot be held', async () => {
  const [lot, seller] = [await desk.lot(pp), await desk.supplier()];
  const bought = await drafted([{ supplier: seller, rate: perKg(95) }], 1_000);
  expect(await refused('deals.holdStock', { id: bought })).toBe('deals.nothing-to-hold');
  const confirmed = await desk.deal({ buyer: party, product: pp, sources: [{ lot }] });
  expect(await refused('deals.holdStock', { id: confirmed })).toBe('deals.not-a-draft');
  expect(await refused('deals.holdStock', { id: pp })).toBe('deals.no-deal');
});
