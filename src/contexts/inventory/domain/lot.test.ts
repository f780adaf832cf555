import { expect, test } from 'vitest';
import { fold } from '#kernel/model';
import { Label } from '#kernel/trade/label';
import { TradeDate } from '#kernel/trade/trade-date';
import { given } from '#testing/given';
import { LotId, ProductId } from './id.ts';
import { adjust, close, hold, importBalance, Lot, type LotEvent, receive, setFree, split, withdrawBalance } from './lot.ts';

const lot = LotId('lot');
const arrival = {
  product: ProductId('pp'),
  grams: '25000000',
  warehouse: Label('Bhiwandi'),
  cost: { tenThousandths: '950000', per: 'kg' },
  receivedOn: TradeDate('2026-11-01'),
} as const;
const received: LotEvent = { type: 'LotReceived', data: { lot, ...arrival } };
const reserved = (grams: string): LotEvent => ({ type: 'StockReserved', data: { lot, deal: 'd', line: '1', grams } });
const held: LotEvent = { type: 'LotHeld', data: { lot, reason: Label('moist') } };
const closed: LotEvent = { type: 'LotClosed', data: { lot } };
const adjusted = (grams: string): LotEvent => ({ type: 'StockAdjusted', data: { lot, grams, reason: Label('count') } });

test('a lot arrives once under its id; another one under it is refused', () => {
  given(Lot)
    .when((now) => receive(now, lot, arrival))
    .then(received);
  given(Lot, received)
    .when((now) => receive(now, lot, arrival))
    .thenNothing();
  given(Lot, received)
    .when((now) => receive(now, lot, { ...arrival, grams: '1' }))
    .thenRejected('inventory.lot-exists');
  given(Lot)
    .when((now) => importBalance(now, lot, arrival))
    .then({ type: 'OpeningBalanceImported', data: { lot, ...arrival } });
});

test('a lot that expires before it arrives makes no sense', () =>
  given(Lot)
    .when((now) => receive(now, lot, { ...arrival, expiresOn: TradeDate('2026-10-31') }))
    .thenRejected('inventory.bad-expiry'));

test('counting sets a lot right, and never below what is reserved', () => {
  const by = (grams: bigint) => (now: Lot) => adjust(now, grams, Label('count'));
  given(Lot, received, reserved('20000000')).when(by(-5_000_000n)).then(adjusted('-5000000'));
  given(Lot, received, reserved('20000000')).when(by(-5_000_001n)).thenRejected('inventory.below-reserved');
  given(Lot, received).when(by(0n)).thenNothing();
  given(Lot, received, closed).when(by(1n)).thenRejected('inventory.closed');
  given(Lot).when(by(1n)).thenRejected('inventory.no-lot');
});

test('what is split off is free stock, keeps cost and age, and stays held where the lot is held', () => {
  const into = LotId('other');
  const part = { into, grams: 5_000_000n, warehouse: Label('Nhava Sheva') };
  const before = fold(Lot, [received, reserved('20000000')]);
  const after = split({ lot: before, into: Lot.initial }, part);
  expect(fold({ ...Lot, initial: before }, after.lot)).toMatchObject({ onHand: 20_000_000n, reserved: 20_000_000n });
  expect(fold(Lot, after.into)).toMatchObject({
    onHand: 5_000_000n,
    cost: arrival.cost,
    receivedOn: '2026-11-01',
    status: 'open',
  });
  const ofHeld = split({ lot: fold(Lot, [received, held]), into: Lot.initial }, part);
  expect(fold(Lot, ofHeld.into)).toMatchObject({ status: 'held' });
  given(Lot, received, reserved('20000001'))
    .when((now) => split({ lot: now, into: Lot.initial }, part).lot)
    .thenRejected('inventory.short');
  given(Lot, received)
    .when((now) => split({ lot: now, into: now }, part).lot)
    .thenRejected('inventory.lot-exists');
});

test('a lot is held back and freed, each once', () => {
  given(Lot, received)
    .when((now) => hold(now, Label('moist')))
    .then(held);
  given(Lot, received, held)
    .when((now) => hold(now, Label('again')))
    .thenNothing();
  given(Lot, received, held).when(setFree).then({ type: 'LotFreed', data: { lot } });
  given(Lot, received).when(setFree).thenNothing();
});

test('only an empty lot is closed', () => {
  given(Lot, received).when(close).thenRejected('inventory.not-empty');
  given(Lot, received, adjusted('-25000000')).when(close).then(closed);
  given(Lot, received, adjusted('-25000000'), closed).when(close).thenNothing();
});

test('nothing is held in a lot that is closed, and nothing split off it', () => {
  const empty = [received, adjusted('-25000000'), closed];
  given(Lot, ...empty)
    .when((now) => hold(now, Label('moist')))
    .thenRejected('inventory.closed');
  given(Lot, ...empty)
    .when((now) => split({ lot: now, into: Lot.initial }, { into: LotId('other'), grams: 0n, warehouse: Label('Vapi') }).lot)
    .thenRejected('inventory.closed');
});

test('an opening balance is withdrawn while nothing has happened with it, and may then be entered anew', () => {
  const imported: LotEvent = { type: 'OpeningBalanceImported', data: { lot, ...arrival } };
  const withdrawn: LotEvent = { type: 'OpeningBalanceWithdrawn', data: { lot, grams: arrival.grams } };
  given(Lot, imported).when(withdrawBalance).then(withdrawn);
  given(Lot, imported, withdrawn).when(withdrawBalance).thenNothing();
  given(Lot, imported, withdrawn)
    .when((now) => importBalance(now, lot, { ...arrival, grams: '1' }))
    .then({ type: 'OpeningBalanceImported', data: { lot, ...arrival, grams: '1' } });
  for (const since of [reserved('1'), adjusted('1'), held])
    given(Lot, imported, since).when(withdrawBalance).thenRejected('inventory.lot-in-use');
});
