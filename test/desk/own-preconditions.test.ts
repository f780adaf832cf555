import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { until } from '#testing/log';
import { kg, perKg } from './desk.ts';
import { insider } from './inside.ts';
import { startTrade } from './trade.ts';

/** Calls of stock that are held back. */
let slow: PromiseWithResolvers<void> | undefined;
const desk = await startTrade({
  reached: (point, item) => (point === 'taken' && (item === 'call stock' || item === 'call take') ? slow?.promise : undefined),
});
const { answer, buyer, supplier, product, lot, untilStatus, untilQuiet, lotKg } = desk;
const { tried, done } = insider(desk.app);
const on = new Date().toISOString().slice(0, 10);
const letGo = async () => {
  slow?.resolve();
  slow = undefined;
  await untilQuiet();
};

test('a deal is confirmed only when its attempt holds all that it needs, and only by its own attempt', async () => {
  const [pp, party] = [await product(), await buyer()];
  slow = Promise.withResolvers();
  const entry = { buyer: party, product: pp, quantity: kg(10_000), rate: perKg(100), sources: [{ lot: await lot(pp) }] };
  const { id: deal } = await answer('deals.enterDeal', entry);
  for (const attempt of [{ attempt: 1 }, {}])
    expect(await tried('deals.confirmDeal', { deal, on, ...attempt })).toBe('deals.not-held');
  for (const attempt of [0, 2]) {
    expect(await tried('deals.confirmDeal', { deal, on, attempt })).toBe('deals.other-attempt');
    expect(await tried('deals.rejectDeal', { deal, attempt, code: 'x.y', sentence: 'No.' })).toBe('deals.other-attempt');
  }
  await letGo();
  await untilStatus(deal, 'confirmed');
});

test('stock is noted as held for a draft only when it is', async () => {
  const [pp, party] = [await product(), await buyer()];
  const stock = await lot(pp);
  const entry = { buyer: party, product: pp, quantity: kg(10), rate: perKg(100), sources: [{ lot: stock }], draft: true };
  const { id: deal } = await answer('deals.enterDeal', entry);
  slow = Promise.withResolvers();
  await answer('deals.holdStock', { id: deal });
  expect(await tried('deals.noteHold', { deal, hold: 1, status: 'held' })).toBe('deals.not-held');
  slow.resolve();
  slow = undefined;
  await until(async () => (await lotKg(stock))[1] === '10', 'it is held');
});

test('new terms come into force only when all that they need is held', async () => {
  const [pp, party] = [await product(), await buyer()];
  const stock = await lot(pp);
  const deal = await desk.deal({ buyer: party, product: pp, sources: [{ lot: stock }] });
  await untilQuiet();
  slow = Promise.withResolvers();
  await answer('deals.amendDeal', { id: deal, quantity: kg(20_000) });
  expect(await tried('deals.applyAmendment', { deal, amendment: 1 })).toBe('deals.not-held');
  await letGo();
  await until(async () => (await answer('deals.getDeal', { id: deal })).quantity.kg === '20000', 'the deal is amended');
  expect(await lotKg(stock)).toEqual(['25000', '20000']);
});

test('goods arrive for a deal only in a lot that names the purchase', async () => {
  const [pp, party, seller] = [await product(), await buyer(), await supplier()];
  const deal = await desk.deal({
    buyer: party,
    product: pp,
    quantity: kg(400),
    sources: [{ supplier: seller, rate: perKg(95) }],
  });
  const [{ line }] = (await answer('deals.getDeal', { id: deal })).sources;
  const arrival = (id: string) => ({ line, lot: id, portions: [{ deal, grams: '400000' }] });
  expect(await tried('deals.recordArrival', arrival(await lot(pp)))).toBe('deals.other-lot');
  expect(await tried('deals.recordArrival', arrival(randomUUID()))).toBe('inventory.no-lot');
  expect((await answer('deals.getDeal', { id: deal })).sources[0].from).toBe('purchase');
  const came = randomUUID();
  const lots = { id: came, product: pp, quantity: kg(400), warehouse: 'Bhiwandi', cost: perKg(95), purchase: line };
  await done('inventory.receiveLot', { ...lots, reserve: [{ deal, line, grams: '400000' }] });
  await done('deals.recordArrival', arrival(came));
});
