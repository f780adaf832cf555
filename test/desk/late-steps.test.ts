import { expect, test } from 'vitest';
import { until } from '#testing/log';
import { kg } from './desk.ts';
import { startTrade } from './trade.ts';

/** Calls of stock that are held back. */
let slow: PromiseWithResolvers<void> | undefined;
const desk = await startTrade({
  reached: (point, item) => (point === 'taken' && item === 'call stock' ? slow?.promise : undefined),
});
const { answer, ask, buyer, product, lot, untilStatus, untilQuiet, lotKg } = desk;

/** A buyer with just enough credit for an amount of a product at 100 rupees, tax included. */
const buyerFor = (amount: number) => buyer(String(amount * 118));
const rich = (id: string) => answer('customers.setCreditLimit', { id, limit: '100000000' });

/** Asks once more while a call of the attempt before is held back; where that is refused, again when all of it is over. */
const askAgain = async (feature: string, input: { readonly id: string }, untilDone: () => Promise<unknown>): Promise<void> => {
  const late = slow;
  slow = undefined;
  const isDone = (await ask(feature, input)).status < 300;
  if (isDone) await untilDone();
  late?.resolve();
  await untilQuiet();
  if (!isDone) await answer(feature, input);
  await untilDone();
  await untilQuiet();
};

test('a deal that is submitted again keeps the stock that the rejected attempt takes too late and gives back', async () => {
  const [pp, poor] = [await product(), await buyerFor(9_000)];
  const stock = await lot(pp);
  slow = Promise.withResolvers();
  const { id } = await answer('deals.enterDeal', {
    buyer: poor,
    product: pp,
    quantity: kg(10_000),
    rate: { rupees: '100', per: 'kg' },
    sources: [{ lot: stock }],
  });
  await untilStatus(id, 'rejected');
  await rich(poor);
  await askAgain('deals.submitDeal', { id }, () => untilStatus(id, 'confirmed'));
  expect(await lotKg(stock)).toEqual(['25000', '10000']);
});

test('a deal that is amended again keeps the stock that the refused amendment takes too late and gives back', async () => {
  const [pp, poor] = [await product(), await buyerFor(10_000)];
  const stock = await lot(pp);
  const id = await desk.deal({ buyer: poor, product: pp, sources: [{ lot: stock }] });
  await untilQuiet();
  slow = Promise.withResolvers();
  const more = { id, quantity: kg(20_000) };
  await answer('deals.amendDeal', more);
  await until(async () => !(await answer('deals.getDeal', { id })).amending, 'the amendment is refused');
  await rich(poor);
  const isAmended = async () => (await answer('deals.getDeal', { id })).quantity.kg === '20000';
  await askAgain('deals.amendDeal', more, () => until(isAmended, 'the deal is amended'));
  expect(await lotKg(stock)).toEqual(['25000', '20000']);
});
