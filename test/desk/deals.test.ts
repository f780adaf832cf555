import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { kg, perKg } from './desk.ts';
import { startTrade } from './trade.ts';

const desk = await startTrade();
const { answer, ask, refused, product, lot, buyer, supplier, deal, status, lotKg, creditOf, purchase, untilStatus, untilQuiet } =
  desk;

test('a deal from a lot holds credit and stock, is confirmed, and gets the next number', async () => {
  const [pp, party] = [await product(), await buyer()];
  const stock = await lot(pp);
  const id = await deal({
    buyer: party,
    product: pp,
    sources: [{ lot: stock }],
    charges: [{ label: 'Freight', amount: '5000' }],
  });
  const told = await answer('deals.getDeal', { id });
  expect(told).toMatchObject({
    status: 'confirmed',
    invoice: { goods: '1000000', cgst: '90000', sgst: '90000', igst: '0', roundOff: '0', total: '1180000' },
    margin: { revenue: '1000000', cost: '950000', charges: '5000', profit: '45000', perKg: '4.5' },
  });
  expect(told.number).toMatch(/^D\/\d{4}-\d\d\/\d{5}$/);
  expect([await lotKg(stock), await creditOf(party)]).toEqual([['25000', '10000'], { owed: '0', held: '1180000' }]);
  const next = await answer('deals.getDeal', { id: await deal({ buyer: party, product: pp, sources: [{ lot: stock }] }) });
  expect(Number(next.number.slice(-5))).toBe(Number(told.number.slice(-5)) + 1);
});

test('numbers have no gap, however many deals are entered at once and however many are rejected', async () => {
  const [pp, party] = [await product(), await buyer()];
  const stock = await lot(pp, { quantity: kg(5_000) });
  const ids = await Promise.all(
    Array.from({ length: 12 }, () => deal({ buyer: party, product: pp, quantity: kg(500), sources: [{ lot: stock }] })),
  );
  const told = await Promise.all(ids.map((id) => answer('deals.getDeal', { id })));
  const numbers = told.flatMap(({ number }): string[] => number ?? []).toSorted((a, b) => a.localeCompare(b));
  const first = Number(numbers[0]?.slice(-5));
  expect(numbers.map((number) => Number(number.slice(-5)))).toEqual(Array.from({ length: 10 }, (_, at) => first + at));
  expect(told.filter((each) => each.status === 'rejected').map(({ rejection }) => rejection.code)).toEqual([
    'inventory.short',
    'inventory.short',
  ]);
});

test('a rejected deal leaves nothing behind: no credit, no stock, no purchase', async () => {
  const [pp, party, seller] = [await product(), await buyer('1000'), await supplier()];
  const stock = await lot(pp);
  const id = await deal({ buyer: party, product: pp, sources: [{ lot: stock }] });
  expect((await answer('deals.getDeal', { id })).rejection.code).toBe('customers.over-limit');
  const rich = await buyer();
  const held = await lot(pp);
  await answer('inventory.holdLot', { id: held, reason: 'moist' });
  const sources = [{ supplier: seller, rate: perKg(90), quantity: kg(4_000) }, { lot: held }];
  const other = await deal({ buyer: rich, product: pp, sources });
  expect((await answer('deals.getDeal', { id: other })).rejection.code).toBe('inventory.held');
  await untilQuiet();
  expect([await creditOf(party), await creditOf(rich)]).toEqual([
    { owed: '0', held: '0' },
    { owed: '0', held: '0' },
  ]);
  expect([await lotKg(stock), await lotKg(held)]).toEqual([
    ['25000', '0'],
    ['25000', '0'],
  ]);
  expect((await answer('deals.listPurchases', { product: pp, status: 'open' })).items).toEqual([]);
});

test('somebody else lets a deal pass that the limit does not cover; it is submitted again', async () => {
  const [pp, party] = [await product(), await buyer('1000')];
  const stock = await lot(pp);
  const id = await deal({ buyer: party, product: pp, sources: [{ lot: stock }] });
  expect(await status(id)).toBe('rejected');
  expect(await refused('deals.overrideCredit', { id })).toBe('deals.own-deal');
  const other = { tenant: 'home', actor: 'manager', scopes: ['*'], correlation: randomUUID() };
  const feature = desk.app.runtime.find('deals.overrideCredit');
  if (feature) await desk.app.runtime.execute(feature, { id }, { caller: other, notes: {} });
  await answer('deals.submitDeal', { id });
  await untilStatus(id, 'confirmed');
  expect(await lotKg(stock)).toEqual(['25000', '10000']);
});

test('a deal that loses money needs the word of somebody else', async () => {
  const [pp, party] = [await product(), await buyer()];
  const stock = await lot(pp, { cost: perKg(120) });
  const entry = { buyer: party, product: pp, quantity: kg(1_000), rate: perKg(100), sources: [{ lot: stock }] };
  expect(await refused('deals.enterDeal', entry)).toBe('deals.loss');
  const { id } = await answer('deals.enterDeal', { ...entry, draft: true });
  expect(await refused('deals.submitDeal', { id })).toBe('deals.loss');
  expect(await refused('deals.approveLoss', { id })).toBe('deals.own-deal');
  const feature = desk.app.runtime.find('deals.approveLoss');
  const caller = { tenant: 'home', actor: 'manager', scopes: ['*'], correlation: randomUUID() };
  if (feature) await desk.app.runtime.execute(feature, { id }, { caller, notes: {} });
  await answer('deals.submitDeal', { id });
  await untilStatus(id, 'confirmed');
  expect((await answer('deals.getDeal', { id })).margin.profit).toBe('-20000');
});

test('what is short is bought, in one go: lots in order, and a mini purchase for the rest', async () => {
  const [pp, party, seller] = [await product(), await buyer(), await supplier()];
  const old = await lot(pp, { quantity: kg(6_000), receivedOn: '2026-01-01' });
  const entry = { buyer: party, product: pp };
  expect(await refused('deals.enterDeal', { ...entry, quantity: kg(10_000), rate: perKg(100) })).toBe('deals.short');
  const id = await deal({ ...entry, fill: { order: 'fifo', supplier: seller, rate: perKg(97) } });
  const { sources, status: is } = await answer('deals.getDeal', { id });
  expect([is, sources.map(({ from, kg: each }: { from: string; kg: string }) => [from, each])]).toEqual([
    'confirmed',
    [
      ['lot', '6000'],
      ['purchase', '4000'],
    ],
  ]);
  expect(await lotKg(old)).toEqual(['6000', '6000']);
  expect(await purchase(sources[1].line)).toMatchObject({ kg: '4000', promisedKg: '4000', receivedKg: '0', forDeal: id });
});

test('an amendment takes what grows, then gives back what shrank', async () => {
  const [pp, party] = [await product(), await buyer()];
  const [one, other] = [await lot(pp), await lot(pp)];
  const id = await deal({ buyer: party, product: pp, sources: [{ lot: one }] });
  await answer('deals.amendDeal', { id, quantity: kg(12_000), sources: [{ lot: one, quantity: kg(4_000) }, { lot: other }] });
  await untilQuiet();
  expect(await answer('deals.getDeal', { id })).toMatchObject({
    quantity: { kg: '12000' },
    amending: false,
    invoice: { total: '1416000' },
  });
  expect([await lotKg(one), await lotKg(other), await creditOf(party)]).toEqual([
    ['25000', '4000'],
    ['25000', '8000'],
    { owed: '0', held: '1416000' },
  ]);
  await answer('deals.amendDeal', { id, quantity: kg(4_000), sources: [{ lot: one }] });
  await untilQuiet();
  expect([await lotKg(one), await lotKg(other), await creditOf(party)]).toEqual([
    ['25000', '4000'],
    ['25000', '0'],
    { owed: '0', held: '472000' },
  ]);
});

test('an amendment that is refused leaves everything as it was', async () => {
  const [pp, party] = [await product(), await buyer()];
  const [one, other] = [await lot(pp), await lot(pp, { quantity: kg(100) })];
  const id = await deal({ buyer: party, product: pp, sources: [{ lot: one }] });
  const before = await answer('deals.getDeal', { id });
  await answer('deals.amendDeal', { id, quantity: kg(20_000), sources: [{ lot: one, quantity: kg(15_000) }, { lot: other }] });
  await untilQuiet();
  expect(await answer('deals.getDeal', { id })).toEqual(before);
  expect([await lotKg(one), await lotKg(other), await creditOf(party)]).toEqual([
    ['25000', '10000'],
    ['100', '0'],
    { owed: '0', held: '1180000' },
  ]);
  expect(await refused('deals.amendDeal', { id, quantity: kg(20_000), sources: [{ lot: one, quantity: kg(15_000) }] })).toBe(
    'deals.sources-differ',
  );
});

test('terms that make no sense are refused, and nothing is entered', async () => {
  const [pp, party, stranger] = [await product(), await buyer(), await supplier()];
  const [stock, otherProduct] = [await lot(pp), await lot(await product())];
  const entry = { buyer: party, product: pp, quantity: kg(1_000), rate: perKg(100) };
  const enter = (fields: object) => refused('deals.enterDeal', { ...entry, ...fields });
  expect(await enter({ sources: [{ lot: stock, quantity: kg(999) }] })).toBe('deals.sources-differ');
  expect(await enter({ sources: [{ lot: stock }, { lot: stock }] })).toBe('deals.quantity-missing');
  expect(await enter({ sources: [{ lot: stock, quantity: kg(1_001) }, { lot: stock }] })).toBe('deals.sources-differ');
  expect(await enter({ sources: [{ lot: otherProduct }] })).toBe('deals.other-product-sent');
  expect(await enter({ sources: [{ lot: randomUUID() }] })).toBe('inventory.no-lot');
  expect(await enter({ sources: [{ purchase: randomUUID() }] })).toBe('deals.no-purchase');
  expect(await enter({ sources: [{ supplier: party, rate: perKg(1) }] })).toBe('deals.no-supplier');
  expect(await enter({ buyer: stranger, sources: [{ lot: stock }] })).toBe('deals.no-buyer');
  expect(await enter({ buyer: randomUUID(), sources: [{ lot: stock }] })).toBe('customers.no-party');
  expect(await enter({ product: randomUUID(), sources: [{ lot: stock }] })).toBe('inventory.no-product');
  expect(await enter({ quantity: { amount: '1e21', unit: 'kg' }, sources: [{ lot: stock }] })).toBe('trade.bad-quantity');
  expect(await enter({ quantity: { amount: '1.5', unit: 'bag' }, sources: [{ lot: stock }] })).toBe('trade.part-bag');
  expect(await enter({ rate: perKg(-1), sources: [{ lot: stock }] })).toBe('trade.bad-rate');
  expect(await enter({ on: '28/11/2026', sources: [{ lot: stock }] })).toBe('trade.bad-date');
  expect(await enter({ on: '2999-01-01', sources: [{ lot: stock }] })).toBe('deals.future-deal');
  expect(await enter({ on: '2016-01-01', sources: [{ lot: stock }] })).toBe('inventory.no-tax-rate');
  expect(await enter({ payment: { kind: 'credit' }, sources: [{ lot: stock }] })).toBe('deals.bad-credit-days');
  const same = await deal({ ...entry, sources: [{ lot: stock, quantity: kg(400) }, { lot: stock }] });
  expect((await answer('deals.getDeal', { id: same })).sources).toHaveLength(1);
  expect(await lotKg(stock)).toEqual(['25000', '1000']);
  const sent = await deal({ ...entry, sources: [{ lot: otherProduct }], substitution: 'The grade ran out.' });
  expect(await answer('deals.getDeal', { id: sent })).toMatchObject({ status: 'confirmed', substitution: 'The grade ran out.' });
  expect((await ask('deals.getDeal', { id: randomUUID() })).status).toBe(404);
});

test('deals are listed by state, buyer and day, page by page; a remark is read with its deal', async () => {
  const [pp, party] = [await product(), await buyer()];
  const stock = await lot(pp);
  const days = ['2026-11-03', '2026-11-01', '2026-11-02'];
  const ids = await Promise.all(
    days.map((on) => deal({ buyer: party, product: pp, quantity: kg(10), on, sources: [{ lot: stock }] })),
  );
  const first = await answer('deals.listDeals', { buyer: party, status: 'confirmed', limit: 2 });
  const rest = await answer('deals.listDeals', { buyer: party, status: 'confirmed', limit: 2, cursor: first.cursor });
  expect([...first.items, ...rest.items].map(({ id }: { id: string }) => id)).toEqual([ids[0], ids[2], ids[1]]);
  expect((await answer('deals.listDeals', { buyer: party, from: '2026-11-02', to: '2026-11-02' })).items).toHaveLength(1);
  await answer('deals.addRemark', { id: ids[0], text: 'Deliver before noon.', audience: 'logistics' });
  expect((await answer('deals.getDeal', { id: ids[0] })).remarks).toMatchObject([
    { text: 'Deliver before noon.', audience: 'logistics' },
  ]);
});
