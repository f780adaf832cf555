import { expect, test } from 'vitest';
import { kg, perKg } from './desk.ts';
import { startTrade } from './trade.ts';

const desk = await startTrade();
const { answer, product, lot, buyer, supplier, deal, untilQuiet } = desk;
const on = '2026-11-28';

// A small desk, worked out by hand.
//   A: 25 t at ₹ 95, received 2026-11-01 in Bhiwandi. B: 10 t at ₹ 92.5, received 2026-08-01 in Vapi.
//   1: 10 t of A at ₹ 100, ₹ 5,000 freight, 2026-10-05: 10,00,000 − 9,50,000 − 5,000 = 45,000. Dispatched whole, paid ₹ 5,00,000.
//   2: 4 t of B and 6 t bought at ₹ 97 (8 t are ordered) at ₹ 101, 2026-11-20: 10,10,000 − 3,70,000 − 5,82,000 = 58,000.
//   3: 2 t of A at ₹ 99, 2026-09-01, half of it dispatched and then short-closed: 99,000 − 95,000 = 4,000.
//   4: cancelled. 5: rejected.
const grade = `Raffia ${Date.now()}`;
const pp = await product({ grade });
const [a, b] = [
  await lot(pp, { receivedOn: '2026-11-01' }),
  await lot(pp, { quantity: kg(10_000), cost: perKg('92.5'), receivedOn: '2026-08-01', warehouse: 'Vapi' }),
];
const [apex, zenith, poor, seller] = [await buyer(), await buyer(), await buyer('1'), await supplier()];
const entry = { product: pp, payment: { kind: 'credit', days: 30 } };
const one = await deal({
  ...entry,
  buyer: apex,
  on: '2026-10-05',
  sources: [{ lot: a }],
  charges: [{ label: 'Freight', amount: '5000' }],
});
const two = await deal({
  ...entry,
  buyer: zenith,
  rate: perKg(101),
  on: '2026-11-20',
  sources: [
    { lot: b, quantity: kg(4_000) },
    { supplier: seller, rate: perKg(97), buy: kg(8_000) },
  ],
});
const three = await deal({
  ...entry,
  buyer: zenith,
  quantity: kg(2_000),
  rate: perKg(99),
  on: '2026-09-01',
  sources: [{ lot: a }],
});
const four = await deal({ ...entry, buyer: apex, on: '2026-11-21', sources: [{ lot: a }] });
await answer('deals.cancelDeal', { id: four, reason: 'off' });
await deal({ ...entry, buyer: poor, on: '2026-11-22', sources: [{ lot: a }] });
const send = async (id: string, amount: number) => {
  const note = await answer('deals.prepareDispatch', { deal: id, lines: [{ lot: a, quantity: kg(amount) }] });
  await answer('deals.loadDispatch', { id: note.id, vehicle: 'MH 04', transporter: 'Apex' });
  await answer('deals.departDispatch', { id: note.id });
};
await send(one, 10_000);
await send(three, 1_000);
await answer('deals.shortCloseDeal', { id: three, reason: 'enough' });
await untilQuiet();
await answer('customers.recordPayment', { party: apex, amount: '500000' });
await answer('inventory.setMark', { grade, on: '2026-11-25', rate: perKg(96) });
await answer('inventory.setMark', { grade, on: '2026-12-25', rate: perKg(50) });

test('the profit of deals: what is agreed, of what is over what has left; its total is the sum of its rows', async () => {
  const { items, total } = await answer('analytics.profitOfDeals', {});
  expect(
    items.map(({ deal: id, kg: weight, revenue, cost, charges, profit, perKg: each }: Record<string, string>) => [
      id,
      weight,
      revenue,
      cost,
      charges,
      profit,
      each,
    ]),
  ).toEqual([
    [three, '1000', '99000', '95000', '0', '4000', '4'],
    [one, '10000', '1000000', '950000', '5000', '45000', '4.5'],
    [two, '10000', '1010000', '952000', '0', '58000', '5.8'],
  ]);
  expect(total).toMatchObject({ deals: 3, kg: '21000', revenue: '2109000', cost: '1997000', charges: '5000', profit: '107000' });
  const october = await answer('analytics.profitOfDeals', { from: '2026-10-01', to: '2026-10-31' });
  expect([october.items.length, october.total.profit]).toEqual([1, '45000']);
  const paged = await answer('analytics.profitOfDeals', { limit: 1 });
  const next = await answer('analytics.profitOfDeals', { limit: 1, cursor: paged.cursor });
  expect([next.items[0].deal, next.total.profit]).toEqual([one, '107000']);
});

test('the margin of each grade in each month', async () => {
  const { items, total } = await answer('analytics.marginByGrade', {});
  expect(items.map(({ month, deals, profit }: Record<string, string>) => [month, deals, profit])).toEqual([
    ['2026-09', 1, '4000'],
    ['2026-10', 1, '45000'],
    ['2026-11', 1, '58000'],
  ]);
  expect(total.profit).toBe('107000');
});

test('the position of a grade: on hand, reserved, to come, sold and not gone', async () => {
  const { items, total } = await answer('analytics.positionByGrade', {});
  const row = { onHandKg: '24000', reservedKg: '4000', toComeKg: '8000', openSalesKg: '10000', netKg: '22000' };
  expect([items, total]).toEqual([[{ grade, ...row }], row]);
});

test('stock at cost and at the newest mark up to the day, by warehouse and by age', async () => {
  const market = await answer('analytics.markToMarket', { on });
  expect(market.items).toEqual([
    { grade, warehouse: 'Bhiwandi', kg: '14000', atCost: '1330000', atMark: '1344000', gain: '14000' },
    { grade, warehouse: 'Vapi', kg: '10000', atCost: '925000', atMark: '960000', gain: '35000' },
  ]);
  expect(market.total).toEqual({ kg: '24000', atCost: '2255000', gain: '49000' });
  const ageing = await answer('analytics.stockAgeing', { on });
  expect(ageing.items.map(({ days, kg: weight, atCost }: Record<string, string>) => [days, weight, atCost])).toEqual([
    ['16-30', '14000', '1330000'],
    ['90+', '10000', '925000'],
  ]);
  expect(ageing.total).toEqual({ kg: '24000', atCost: '2255000' });
  expect((await answer('analytics.markToMarket', { on: '2026-11-24' })).items[0]).not.toHaveProperty('atMark');
});

test('what buyers owe by how long it is overdue: payments settle what was due first', async () => {
  const sum = async (day: string) => {
    const { items, total } = await answer('analytics.receivablesAgeing', { on: day });
    return [items.map(({ party, notDue, to30, owed }: Record<string, string>) => [party, notDue, to30, owed]), total.owed];
  };
  const today = new Date(Date.now() + 5.5 * 3_600_000);
  const later = (days: number) => new Date(today.getTime() + days * 86_400_000).toISOString().slice(0, 10);
  expect(await sum(later(0))).toEqual([
    [
      [apex, '680000', '0', '680000'],
      [zenith, '116820', '0', '116820'],
    ],
    '796820',
  ]);
  expect(await sum(later(31))).toEqual([
    [
      [apex, '0', '680000', '680000'],
      [zenith, '0', '116820', '116820'],
    ],
    '796820',
  ]);
});

test('to whom most was sold, from whom most was bought, and who has not ordered for 45 days', async () => {
  const { buyers, suppliers } = await answer('analytics.topParties', {});
  expect(buyers.map(({ party, deals, profit }: Record<string, string>) => [party, deals, profit])).toEqual([
    [zenith, 2, '62000'],
    [apex, 1, '45000'],
  ]);
  expect(suppliers).toMatchObject([{ party: seller, purchases: 1, kg: '8000', amount: '776000' }]);
  expect((await answer('analytics.silentBuyers', { on })).items).toMatchObject([
    { party: apex, lastDeal: '2026-10-05', days: 54, deals: 1 },
  ]);
});

test('every table of the desk is what its events come to', async () => {
  const { items, equal } = await answer('platform.verifyViews');
  expect([items.length > 20, equal]).toEqual([true, true]);
});
