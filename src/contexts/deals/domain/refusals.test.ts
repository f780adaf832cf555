import { test } from 'vitest';
import { Gstin } from '#kernel/trade/gstin';
import { Label } from '#kernel/trade/label';
import { TradeDate } from '#kernel/trade/trade-date';
import { given } from '#testing/given';
import { terms } from '#testing/terms';
import { Deal } from './deal.ts';
import { Desk, isSet, setDesk } from './desk.ts';
import { deliver, DispatchNote, type DispatchEvent, load, prepare, voidNote } from './dispatch-note.ts';
import { approveLoss, draft } from './entering.ts';
import { DealId, DispatchId, PurchaseId } from './id.ts';
import { allocate, place, Purchase, type PurchaseEvent, receiveGoods, reviseQuantity, shortClosePurchase } from './purchase.ts';

const deal = DealId('deal');
const day = TradeDate('2026-11-28');

test('a dispatch note is loaded and voided before it leaves, and delivered after it; under its id there is one', () => {
  const dispatch = DispatchId('note');
  const lines = [{ line: 'lot', lot: 'lot', grams: '1000' }];
  const preparation = { dispatch, deal, dealNumber: 'D/1', buyerName: 'Apex', code: 'PP', grade: 'Raffia', lines };
  const carriage = { vehicle: Label('MH 01 AB 1234'), transporter: Label('Fast') };
  const prepared: DispatchEvent = { type: 'DispatchPrepared', data: preparation };
  const loaded: DispatchEvent = { type: 'DispatchLoaded', data: { dispatch, lines, ...carriage } };
  const voided: DispatchEvent = { type: 'DispatchVoided', data: { dispatch, reason: Label('broken') } };
  const delivered: DispatchEvent = { type: 'DispatchDelivered', data: { dispatch, on: day } };
  given(DispatchNote, prepared)
    .when((now) => prepare(now, { ...preparation, deal: DealId('other') }))
    .thenRejected('deals.dispatch-exists');
  given(DispatchNote, prepared, voided)
    .when((now) => load(now, lines, carriage))
    .thenRejected('deals.dispatch-over');
  given(DispatchNote, prepared, loaded)
    .when((now) => deliver(now, day))
    .thenRejected('deals.not-departed');
  given(DispatchNote, prepared, loaded, delivered)
    .when((now) => voidNote(now, Label('broken')))
    .thenRejected('deals.dispatch-over');
});

test('of a purchase that is over nothing is promised, revised, received or closed once more', () => {
  const purchase = PurchaseId('purchase');
  const quantity = { grams: '100', unit: 'g' } as const;
  const rate = { tenThousandths: '950000', per: 'kg' } as const;
  const order = { supplier: 's', supplierName: 'S', product: 'pp', quantity, rate, on: day };
  const placed: PurchaseEvent = { type: 'PurchasePlaced', data: { purchase, ...order } };
  const closed: PurchaseEvent = { type: 'PurchaseShortClosed', data: { purchase, missing: '100' } };
  const cancelled: PurchaseEvent = { type: 'PurchaseCancelled', data: { purchase } };
  const coming = { receipt: 'r', warehouse: Label('Bhiwandi'), on: day, lot: 'lot', surplusLot: 'surplus', grams: 1n };
  const tries: readonly ((now: Purchase) => readonly PurchaseEvent[])[] = [
    (now) => place(now, purchase, order),
    (now) => allocate(now, deal, 1n),
    (now) => reviseQuantity(now, quantity),
    (now) => receiveGoods(now, coming),
  ];
  for (const attempt of tries) given(Purchase, placed, closed).when(attempt).thenRejected('deals.purchase-over');
  given(Purchase, placed, cancelled).when(shortClosePurchase).thenRejected('deals.purchase-over');
});

test('terms give credit for a year at most, and charge nothing below nothing', () => {
  const entered = (fields: Parameters<typeof terms>[0]) =>
    given(Deal).when((now) => draft(now, { deal, by: 'ann', terms: terms(fields) }));
  for (const days of [-1, 366]) entered({ payment: { kind: 'credit', days } }).thenRejected('deals.bad-credit-days');
  entered({ charges: [{ label: Label('Rebate'), paise: '-1' }] }).thenRejected('deals.bad-charge');
});

test('a loss is approved of a deal that is not under way', () =>
  given(
    Deal,
    { type: 'DealSubmitted', data: { deal, attempt: 1, by: 'ann', terms: terms(), paise: '118000000' } },
    { type: 'DealConfirmed', data: { deal, number: 'D/1', on: day } },
  )
    .when((now) => approveLoss(now, 'bob'))
    .thenRejected('deals.not-a-draft'));

test('a desk says who it is before it deals, and how much more than agreed it lets leave, up to 20 per cent', () => {
  const settings = { name: Label('Desk'), gstin: Gstin('27AAPFU0939F1ZV'), tolerance: 100 };
  for (const tolerance of [-1, 2_001, 0.5])
    given(Desk)
      .when((now) => setDesk(now, { ...settings, tolerance }))
      .thenRejected('deals.bad-tolerance');
  given(Desk)
    .when((now) => (isSet(now), []))
    .thenRejected('deals.no-desk');
});
