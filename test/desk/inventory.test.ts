import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { kg, perKg, reservation, startDesk } from './desk.ts';
import { insider } from './inside.ts';

const desk = await startDesk();
const { answer, refused, product, lot } = desk;
const { tried, done } = insider(desk.app);
const stockOf = async (id: string) => {
  const { onHandKg, reservedKg, freeKg } = await answer('inventory.getLot', { id });
  return [onHandKg, reservedKg, freeKg];
};

test('a product is registered, found, changed and discontinued', async () => {
  const code = `LL-${randomUUID().slice(0, 8)}`;
  const facts = { code, name: 'LLDPE Film', grade: 'Film', hsn: '390110', maker: 'Reliance', pack: { amount: '20', unit: 'kg' } };
  const { id } = await answer('inventory.registerProduct', facts);
  expect(
    (await answer('inventory.registerProduct', { ...facts, code: code.toLowerCase() })).id,
    'the same code is the same product',
  ).toBe(id);
  expect(await refused('inventory.registerProduct', { ...facts, id: randomUUID() })).toBe('inventory.code-taken');
  await answer('inventory.changeProduct', { id, name: 'LLDPE Stretch Film' });
  await answer('inventory.discontinueProduct', { id });
  const listed = await answer('inventory.listProducts', { search: code });
  expect(listed.items).toEqual([
    {
      id,
      code: code.toUpperCase(),
      name: 'LLDPE Stretch Film',
      grade: 'Film',
      hsn: '390110',
      maker: 'Reliance',
      packKg: '20',
      status: 'discontinued',
    },
  ]);
  expect(await answer('inventory.getProduct', { id })).toMatchObject(listed.items[0]);
});

test('of 60 that want 500 kg of a lot of 25 t at the same time, 50 get it and 10 are refused', async () => {
  const id = await lot(await product());
  const answers = await Promise.all(
    Array.from({ length: 60 }, () => tried('inventory.reserveLots', { deal: randomUUID(), lines: [reservation(id, 500_000)] })),
  );
  expect(answers.filter((code) => code === undefined)).toHaveLength(50);
  expect(answers.filter((code) => code === 'inventory.short')).toHaveLength(10);
  expect(await stockOf(id)).toEqual(['25000', '25000', '0']);
});

test('deals that want the same lots in opposite orders get them all, and nothing is lost to the gram', async () => {
  const pp = await product();
  const lots = await Promise.all(Array.from({ length: 5 }, () => lot(pp)));
  const wants = Array.from({ length: 40 }, (_, at) => {
    const chosen = [0, 1, 2].map((step) => lots[(at + step * (1 + (at % 2))) % 5] ?? '');
    return {
      deal: randomUUID(),
      lines: (at % 2 === 0 ? chosen : chosen.toReversed()).map((each, line) => reservation(each, 1_001, `${line}`)),
    };
  });
  const answers = await Promise.all(wants.map((want) => tried('inventory.reserveLots', want)));
  expect(answers).toEqual(wants.map(() => undefined));
  const reserved = await Promise.all(lots.map(async (each) => Number((await stockOf(each))[1]) * 1_000));
  expect(reserved.reduce((sum, grams) => sum + grams, 0)).toBe(40 * 3 * 1_001);
});

test('several lots are reserved all or none, and the same lot twice in one deal counts twice', async () => {
  const pp = await product();
  const [one, other] = [await lot(pp), await lot(pp, { quantity: kg(10) })];
  const deal = randomUUID();
  const both = { deal, lines: [reservation(one, 25_000_000, 'a'), reservation(other, 10_001, 'b')] };
  expect(await tried('inventory.reserveLots', both)).toBe('inventory.short');
  const twice = { deal, lines: [reservation(other, 6_000, 'a'), reservation(other, 6_000, 'b')] };
  expect(await tried('inventory.reserveLots', twice)).toBe('inventory.short');
  expect([await stockOf(one), await stockOf(other)]).toEqual([
    ['25000', '0', '25000'],
    ['10', '0', '10'],
  ]);
});

test('a repeated command gives the first answer; the same key with another body is refused', async () => {
  const id = await lot(await product());
  const key = randomUUID();
  const want = { deal: randomUUID(), lines: [reservation(id, 1_000)] };
  expect(await tried('inventory.reserveLots', want, key)).toBeUndefined();
  expect(await tried('inventory.reserveLots', want, key)).toBeUndefined();
  const other = { ...want, lines: [reservation(id, 2_000)] };
  expect(await tried('inventory.reserveLots', other, key)).toBe('idempotency.other-request');
  expect(await stockOf(id)).toEqual(['25000', '1', '24999']);
});

test('what was reserved is issued, comes back, and is given back', async () => {
  const id = await lot(await product());
  const [deal, dispatch] = [randomUUID(), randomUUID()];
  const lines = [reservation(id, 10_000_000)];
  await done('inventory.reserveLots', { deal, lines });
  await done('inventory.issueStock', { deal, dispatch, lines: [reservation(id, 4_000_000)] });
  expect(await stockOf(id)).toEqual(['21000', '6000', '15000']);
  await done('inventory.takeBackStock', { deal, dispatch, keep: true, lines: [{ line: '1', lot: id }] });
  expect(await stockOf(id)).toEqual(['25000', '10000', '15000']);
  await done('inventory.lowerReservations', { deal, lines: [{ line: '1', lot: id }] });
  expect(await stockOf(id)).toEqual(['25000', '0', '25000']);
});

test('stock is counted, moved, held, freed and closed', async () => {
  const pp = await product();
  const id = await lot(pp, { quantity: kg(100) });
  await answer('inventory.adjustStock', { id, direction: 'less', quantity: kg(10), reason: 'torn bags' });
  const moved = await answer('inventory.splitLot', { id, quantity: kg(40), warehouse: 'Vapi' });
  expect([await stockOf(id), await stockOf(moved.id)]).toEqual([
    ['50', '0', '50'],
    ['40', '0', '40'],
  ]);
  await answer('inventory.holdLot', { id, reason: 'moist' });
  expect(await tried('inventory.reserveLots', { deal: randomUUID(), lines: [reservation(id, 1)] })).toBe('inventory.held');
  const usable = await answer('inventory.listLots', { product: pp, usable: true });
  expect(usable.items.map((each: { id: string }) => each.id)).toEqual([moved.id]);
  expect(await answer('inventory.suggestLots', { product: pp, quantity: kg(50) })).toEqual({
    lines: [{ lot: moved.id, kg: '40' }],
    missingKg: '10',
  });
  await answer('inventory.freeLot', { id });
  await answer('inventory.adjustStock', { id, direction: 'less', quantity: kg(50), reason: 'sold for scrap' });
  await answer('inventory.closeLot', { id });
  expect((await answer('inventory.getLot', { id })).status).toBe('closed');
});

test('lots are listed page by page, each once', async () => {
  const pp = await product();
  const ids = await Promise.all([3, 1, 2].map((day) => lot(pp, { receivedOn: `2026-11-0${day}` })));
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await answer('inventory.listLots', { product: pp, limit: 1, ...(cursor !== undefined && { cursor }) });
    seen.push(...page.items.map(({ id }: { id: string }) => id));
    cursor = page.cursor;
  } while (cursor !== undefined);
  expect(seen).toEqual([ids[1], ids[2], ids[0]]);
  expect(await refused('inventory.listLots', { cursor: 'bm9wZQ' })).toBe('inventory.bad-cursor');
});

test('an opening balance is taken in once', async () => {
  const pp = await product();
  const balance = {
    id: randomUUID(),
    product: pp,
    quantity: { amount: '40', unit: 'bag' },
    warehouse: 'Bhiwandi',
    cost: perKg(90),
  };
  await answer('inventory.importOpeningBalance', balance);
  await answer('inventory.importOpeningBalance', balance);
  expect(await stockOf(balance.id)).toEqual(['1000', '0', '1000']);
});

test('marks and circulars tell what the market pays and what suppliers ask', async () => {
  const pp = await product();
  await answer('inventory.setMark', { grade: 'Raffia', on: '2026-11-26', rate: perKg('96.5') });
  await answer('inventory.setMark', { grade: 'Raffia', on: '2026-11-27', rate: perKg(97) });
  await answer('inventory.setMark', { grade: 'Raffia', on: '2026-11-27', rate: perKg('97.25') });
  const [before, after] = await Promise.all(['2026-11-26', '2026-12-31'].map((on) => answer('inventory.listMarks', { on })));
  expect([before.items, after.items]).toEqual([
    [{ grade: 'Raffia', on: '2026-11-26', rate: perKg('96.5') }],
    [{ grade: 'Raffia', on: '2026-11-27', rate: perKg('97.25') }],
  ]);
  const { id } = await answer('inventory.publishCircular', {
    issuer: 'Reliance',
    from: '2026-11-01',
    prices: [{ product: pp, rate: perKg(94) }],
  });
  expect((await answer('inventory.listCirculars')).items).toMatchObject([
    { id, issuer: 'Reliance', prices: [{ product: pp, rate: perKg(94) }] },
  ]);
});

test('what is no quantity, no rate, no date and no lot is refused, and changes nothing', async () => {
  const pp = await product();
  const id = await lot(pp);
  const arrive = (fields: object) =>
    refused('inventory.receiveLot', { product: pp, quantity: kg(1), warehouse: 'x', cost: perKg(1), ...fields });
  expect(
    await Promise.all(['0.0005', '1e21', '-1', '', '0', 'NaN', '9'.repeat(30)].map((each) => arrive({ quantity: kg(each) }))),
  ).toEqual([
    'trade.off-gram',
    'trade.bad-quantity',
    'trade.negative-quantity',
    'trade.no-quantity',
    'trade.zero-quantity',
    'trade.bad-quantity',
    'trade.bad-quantity',
  ]);
  expect(await arrive({ quantity: { amount: '1', unit: 'tola' } })).toBe('trade.bad-unit');
  expect(await arrive({ quantity: { amount: '1.5', unit: 'bag' } })).toBe('trade.part-bag');
  expect(await arrive({ cost: perKg(0) })).toBe('trade.zero-rate');
  expect(await Promise.all(['28/11/2026', '28-11-26', '2026-02-30'].map((receivedOn) => arrive({ receivedOn })))).toEqual(
    Array(3).fill('trade.bad-date'),
  );
  expect(await arrive({ product: randomUUID() })).toBe('inventory.no-product');
  for (const grams of ['0', '-5', '1.5', '1e3', '١', ' 1'])
    expect(await tried('inventory.reserveLots', { deal: randomUUID(), lines: [{ line: '1', lot: id, grams }] }), grams).toBe(
      'input.invalid',
    );
  expect(await tried('inventory.reserveLots', { deal: randomUUID(), lines: [reservation(randomUUID(), 1)] })).toBe(
    'inventory.no-lot',
  );
  expect(await stockOf(id)).toEqual(['25000', '0', '25000']);
});
