import { expect, test } from 'vitest';
import { kg, perKg } from './desk.ts';
import { startTrade } from './trade.ts';

const desk = await startTrade();
const { answer, refused, product, lot, buyer, supplier, deal, status, lotKg, creditOf, purchase, untilStatus, untilQuiet } = desk;

test('a purchase larger than the sale: what came for the deal is reserved, what is over becomes a lot', async () => {
  const [pp, party, seller] = [await product(), await buyer(), await supplier()];
  const id = await deal({ buyer: party, product: pp, sources: [{ supplier: seller, rate: perKg(95), buy: kg(25_000) }] });
  const [{ line }] = (await answer('deals.getDeal', { id })).sources;
  const came = await answer('deals.receiveGoods', { id: line, quantity: kg(8_000), warehouse: 'Bhiwandi' });
  expect(came).toMatchObject({ receivedKg: '8000', missingKg: '17000' });
  await answer('deals.receiveGoods', { id: line, quantity: kg(18_000), warehouse: 'Bhiwandi' });
  await untilQuiet();
  const lots = (await answer('inventory.listLots', { product: pp })).items;
  expect(lots.map(({ onHandKg, reservedKg }: Record<string, string>) => [onHandKg, reservedKg]).toSorted()).toEqual([
    ['16000', '0'],
    ['2000', '2000'],
    ['8000', '8000'],
  ]);
  const [source] = (await answer('deals.getDeal', { id })).sources;
  expect(source.lots.map((each: { kg: string }) => each.kg).toSorted()).toEqual(['2000', '8000']);
});

test('a cancelled deal gives everything back; its purchase is kept or cancelled', async () => {
  const [pp, party, seller] = [await product(), await buyer(), await supplier()];
  const stock = await lot(pp);
  const sources = [
    { lot: stock, quantity: kg(6_000) },
    { supplier: seller, rate: perKg(95) },
  ];
  const [kept, gone] = [await deal({ buyer: party, product: pp, sources }), await deal({ buyer: party, product: pp, sources })];
  const bought = async (id: string) => (await answer('deals.getDeal', { id })).sources[1].line;
  await answer('deals.cancelDeal', { id: kept, reason: 'The buyer has changed his mind.' });
  await answer('deals.cancelDeal', { id: gone, reason: 'The buyer has changed his mind.', purchases: 'cancel' });
  await untilQuiet();
  expect([await lotKg(stock), await creditOf(party)]).toEqual([['25000', '0'], { owed: '0', held: '0' }]);
  expect(await purchase(await bought(kept))).toMatchObject({ status: 'open', promisedKg: '0' });
  expect(await purchase(await bought(gone))).toMatchObject({ status: 'cancelled', promisedKg: '0' });
  await answer('deals.submitDeal', { id: kept });
  await untilStatus(kept, 'confirmed');
  expect(await lotKg(stock)).toEqual(['25000', '6000']);
});

test('what is dispatched leaves the stock and is owed; the rest can be short-closed, and nothing stays held', async () => {
  const [pp, party] = [await product(), await buyer()];
  const stock = await lot(pp);
  const id = await deal({ buyer: party, product: pp, sources: [{ lot: stock }], payment: { kind: 'credit', days: 30 } });
  const note = await answer('deals.prepareDispatch', { deal: id, lines: [{ lot: stock, quantity: kg(6_000) }] });
  expect(await refused('deals.departDispatch', { id: note.id })).toBe('deals.not-loaded');
  await answer('deals.loadDispatch', {
    id: note.id,
    vehicle: 'MH 04 AB 1234',
    transporter: 'Apex Roadlines',
    lorryReceipt: 'LR 9',
  });
  const { number } = await answer('deals.departDispatch', { id: note.id });
  expect(number).toMatch(/^DN\/\d{4}-\d\d\/\d{5}$/);
  await untilQuiet();
  expect(await status(id)).toBe('part-dispatched');
  const again = { deal: id, id: note.id, lines: [{ lot: stock, quantity: kg(6_000) }] };
  expect(await answer('deals.prepareDispatch', again), 'though as much could not leave once more').toEqual({ id: note.id });
  expect([await lotKg(stock), await creditOf(party)]).toEqual([['19000', '4000'], { owed: '708000', held: '472000' }]);
  expect(await refused('deals.cancelDeal', { id, reason: 'x' })).toBe('deals.dispatched');
  expect(await refused('deals.amendDeal', { id, quantity: kg(5_999) })).toBe('deals.below-dispatched');
  expect(await refused('deals.amendDeal', { id, rate: perKg(101) })).toBe('deals.rate-frozen');
  await answer('deals.deliverDispatch', { id: note.id });
  await answer('deals.shortCloseDeal', { id, reason: 'The buyer has enough.' });
  await untilQuiet();
  expect([await status(id), await lotKg(stock), await creditOf(party)]).toEqual([
    'short-closed',
    ['19000', '0'],
    { owed: '708000', held: '0' },
  ]);
  expect((await answer('customers.listReceivables', { party })).items).toMatchObject([{ id: note.id, deal: id, open: '708000' }]);
});

test('more than ordered leaves within the tolerance only, and the deal is completed when all has arrived', async () => {
  const [pp, party] = [await product(), await buyer()];
  const stock = await lot(pp);
  const id = await deal({ buyer: party, product: pp, sources: [{ lot: stock }] });
  const lines = (amount: number) => [{ lot: stock, quantity: kg(amount) }];
  expect(await refused('deals.prepareDispatch', { deal: id, lines: lines(10_101) })).toBe('deals.too-much');
  expect(await refused('deals.prepareDispatch', { deal: id, lines: [{ lot: await lot(pp), quantity: kg(1) }] })).toBe(
    'deals.not-a-source',
  );
  const note = await answer('deals.prepareDispatch', { deal: id, lines: lines(10_000) });
  await answer('deals.loadDispatch', { id: note.id, vehicle: 'MH 04', transporter: 'Apex', lines: lines(10_100) });
  await answer('deals.departDispatch', { id: note.id });
  await untilQuiet();
  expect([await status(id), await lotKg(stock)]).toEqual(['dispatched', ['14900', '0']]);
  await answer('deals.deliverDispatch', { id: note.id });
  await untilQuiet();
  expect([await status(id), await creditOf(party)]).toEqual(['completed', { owed: '1191800', held: '0' }]);
});

test('goods that were bought for a deal are dispatched from the lot in which they came', async () => {
  const [pp, party, seller] = [await product(), await buyer(), await supplier()];
  const id = await deal({ buyer: party, product: pp, sources: [{ supplier: seller, rate: perKg(95) }] });
  const [{ line }] = (await answer('deals.getDeal', { id })).sources;
  await answer('deals.receiveGoods', { id: line, quantity: kg(10_000), warehouse: 'Bhiwandi' });
  await untilQuiet();
  const [{ lots }] = (await answer('deals.getDeal', { id })).sources;
  const [{ lot: came }] = lots;
  const note = await answer('deals.prepareDispatch', { deal: id, lines: [{ line, lot: came, quantity: kg(10_000) }] });
  await answer('deals.loadDispatch', { id: note.id, vehicle: 'MH 04', transporter: 'Apex' });
  await answer('deals.departDispatch', { id: note.id });
  await untilQuiet();
  expect([await status(id), await lotKg(came)]).toEqual(['dispatched', ['0', '0']]);
});

test('goods that have left stay reserved and owed until they are issued, however fast the deal is over', async () => {
  const [pp, party] = [await product(), await buyer()];
  const stock = await lot(pp);
  const ids = await Promise.all(
    Array.from({ length: 10 }, () => deal({ buyer: party, product: pp, quantity: kg(1_000), sources: [{ lot: stock }] })),
  );
  const live = async (id: string, at: number) => {
    const note = await answer('deals.prepareDispatch', {
      deal: id,
      lines: [{ lot: stock, quantity: kg(at % 2 === 0 ? 1_000 : 600) }],
    });
    await answer('deals.loadDispatch', { id: note.id, vehicle: 'MH 04', transporter: 'Apex' });
    await answer('deals.departDispatch', { id: note.id });
    if (at % 2 === 0) await answer('deals.deliverDispatch', { id: note.id });
    else await answer('deals.shortCloseDeal', { id, reason: 'enough' });
  };
  await Promise.all(ids.map(live));
  await untilQuiet();
  expect([await lotKg(stock), await creditOf(party)]).toEqual([['17000', '0'], { owed: '944000', held: '0' }]);
});
