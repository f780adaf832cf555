import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold } from '#kernel/model';
import { Rejection } from '#kernel/rejection';
import { Label } from '#kernel/trade/label';
import { TradeDate } from '#kernel/trade/trade-date';
import { given } from '#testing/given';
import { DealId, PurchaseId } from './id.ts';
import {
  allocate,
  cancelPurchase,
  endsWith,
  place,
  Purchase,
  type PurchaseEvent,
  receiveGoods,
  release,
  reviseQuantity,
  shortClosePurchase,
} from './purchase.ts';

const purchase = PurchaseId('purchase');
const [one, two] = [DealId('one'), DealId('two')];
const day = TradeDate('2026-11-28');
const order = {
  supplier: 's',
  supplierName: 'S',
  product: 'pp',
  quantity: { grams: '100', unit: 'g' },
  rate: { tenThousandths: '950000', per: 'kg' },
  on: day,
  forDeal: one,
} as const;
const placed: PurchaseEvent = { type: 'PurchasePlaced', data: { purchase, ...order } };
const promised = (deal: DealId, grams: string): PurchaseEvent => ({ type: 'AllocatedToDeal', data: { purchase, deal, grams } });
const coming = { receipt: 'r', warehouse: Label('Bhiwandi'), on: day, lot: 'lot', surplusLot: 'surplus' };
const came = (
  portions: readonly { deal: DealId; grams: string }[],
  surplus: string,
  receipt = 'r',
  rest = '0',
): PurchaseEvent => {
  const { product, supplier, rate } = order;
  return { type: 'GoodsReceived', data: { purchase, product, supplier, rate, ...coming, receipt, portions, surplus, rest } };
};

test('a purchase is placed once', () => {
  given(Purchase)
    .when((now) => place(now, purchase, order))
    .then(placed);
  given(Purchase, placed)
    .when((now) => place(now, purchase, order))
    .thenNothing();
  given(Purchase, placed)
    .when((now) => place(now, purchase, { ...order, product: 'll' }))
    .thenRejected('deals.purchase-exists');
});

test('invariant 7: no more is promised than is to come', () => {
  const want =
    (to: bigint, deal = one) =>
    (now: Purchase) =>
      allocate(now, deal, to);
  given(Purchase, placed).when(want(100n)).then(promised(one, '100'));
  given(Purchase, placed).when(want(101n)).thenRejected('deals.purchase-short');
  given(Purchase, placed, promised(one, '60')).when(want(60n)).thenNothing();
  given(Purchase, placed, promised(one, '60')).when(want(80n)).then(promised(one, '20'));
  given(Purchase, placed, promised(one, '60')).when(want(41n, two)).thenRejected('deals.purchase-short');
  given(Purchase, placed, came([], '70')).when(want(31n)).thenRejected('deals.purchase-short');
  given(Purchase).when(want(1n)).thenRejected('deals.no-purchase');
});

test('what came goes to those who wait, in the order of the promises; what is over is a surplus, and a receipt counts once', () => {
  const receive =
    (grams: bigint, receipt = 'r') =>
    (now: Purchase) =>
      receiveGoods(now, { ...coming, grams, receipt });
  const both = [placed, promised(one, '60'), promised(two, '30')];
  given(Purchase, ...both)
    .when(receive(70n))
    .then(
      came(
        [
          { deal: one, grams: '60' },
          { deal: two, grams: '10' },
        ],
        '0',
        'r',
        '30',
      ),
    );
  given(Purchase, ...both)
    .when(receive(110n))
    .then(
      came(
        [
          { deal: one, grams: '60' },
          { deal: two, grams: '30' },
        ],
        '20',
      ),
    );
  const first = came(
    [
      { deal: one, grams: '60' },
      { deal: two, grams: '10' },
    ],
    '0',
    'r',
    '30',
  );
  given(Purchase, ...both, first)
    .when(receive(70n))
    .thenNothing();
  given(Purchase, ...both, first)
    .when(receive(30n, 'q'))
    .then(came([{ deal: two, grams: '20' }], '10', 'q'));
  given(Purchase, placed).when(receive(0n)).thenRejected('deals.nothing-received');
});

test('what came for a deal stays promised to it', () => {
  const down = (to?: bigint) => (now: Purchase) => release(now, one, to === undefined ? {} : { to });
  const released = (grams: string): PurchaseEvent => ({ type: 'AllocationReleased', data: { purchase, deal: one, grams } });
  given(Purchase, placed, promised(one, '60')).when(down()).then(released('60'));
  given(Purchase, placed, promised(one, '60')).when(down(40n)).then(released('20'));
  given(Purchase, placed, promised(one, '60'), came([{ deal: one, grams: '50' }], '0'))
    .when(down())
    .then(released('10'));
  given(Purchase).when(down()).thenNothing();
});

test('a deal that is off gives back its whole promise: taken up again, it is promised all of it anew', () => {
  const off = (now: Purchase) => release(now, one, { isOff: true });
  const released: PurchaseEvent = { type: 'AllocationReleased', data: { purchase, deal: one, grams: '10', over: true } };
  const before = [placed, promised(one, '60'), came([{ deal: one, grams: '50' }], '0')];
  given(Purchase, ...before)
    .when(off)
    .then(released);
  given(Purchase, ...before, released)
    .when(off)
    .thenNothing();
  given(Purchase, ...before, released)
    .when((now) => allocate(now, one, 50n))
    .then(promised(one, '50'));
});

test('a purchase is cancelled, short-closed and revised only where nobody waits for what would be missing', () => {
  const cancelled: PurchaseEvent = { type: 'PurchaseCancelled', data: { purchase } };
  given(Purchase, placed).when(cancelPurchase).then(cancelled);
  given(Purchase, placed, cancelled).when(cancelPurchase).thenNothing();
  given(Purchase, placed, cancelled)
    .when((now) => place(now, purchase, order))
    .then(placed);
  given(Purchase, placed, promised(one, '1')).when(cancelPurchase).thenRejected('deals.awaited');
  given(Purchase, placed, came([], '1')).when(cancelPurchase).thenRejected('deals.received');
  given(Purchase, placed, came([], '70'))
    .when(shortClosePurchase)
    .then({ type: 'PurchaseShortClosed', data: { purchase, missing: '30' } });
  given(Purchase, placed, promised(one, '1')).when(shortClosePurchase).thenRejected('deals.awaited');
  const revise = (grams: string) => (now: Purchase) => reviseQuantity(now, { grams, unit: 'g' });
  given(Purchase, placed, promised(one, '60')).when(revise('59')).thenRejected('deals.awaited');
  given(Purchase, placed, promised(one, '60'))
    .when(revise('60'))
    .then({ type: 'QuantityRevised', data: { purchase, quantity: { grams: '60', unit: 'g' }, rest: '60' } });
  given(Purchase, placed)
    .when((now) => endsWith(now, one))
    .then(cancelled);
  given(Purchase, placed)
    .when((now) => endsWith(now, two))
    .thenNothing();
  given(Purchase, placed, promised(two, '1'))
    .when((now) => endsWith(now, one))
    .thenNothing();
});

test('invariant 7: whatever happens, promises stay within what was bought, and all that came is somebody’s or surplus', () => {
  const step = fc.record({
    do: fc.constantFrom('promise', 'release', 'receive', 'revise'),
    deal: fc.constantFrom(one, two),
    grams: fc.integer({ min: 1, max: 120 }),
  });
  const history = fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
    const events: PurchaseEvent[] = [placed];
    for (const [at, { do: what, deal, grams }] of steps.entries()) {
      const now = fold(Purchase, events);
      try {
        if (what === 'promise') events.push(...allocate(now, deal, BigInt(grams)));
        if (what === 'release') events.push(...release(now, deal, { to: BigInt(grams) }));
        if (what === 'receive') events.push(...receiveGoods(now, { ...coming, receipt: `${at}`, grams: BigInt(grams) }));
        if (what === 'revise') events.push(...reviseQuantity(now, { grams: String(grams), unit: 'g' }));
      } catch (error) {
        if (!(error instanceof Rejection)) throw error;
      }
      const after = fold(Purchase, events);
      if (after.status === 'none') throw new Error('It was placed.');
      const sums = Object.values(after.allocations);
      const [given, arrived] = [
        sums.reduce((sum, each) => sum + each.promised, 0n),
        sums.reduce((sum, each) => sum + each.arrived, 0n),
      ];
      const surplus = events.reduce(
        (sum, event) => (event.type === 'GoodsReceived' ? sum + BigInt(event.data.surplus) : sum),
        0n,
      );
      const most = after.committed > after.received ? after.committed : after.received;
      expect([given <= most, sums.every((each) => each.arrived <= each.promised), arrived + surplus]).toEqual([
        true,
        true,
        after.received,
      ]);
    }
  });
  fc.assert(history, { numRuns: 1_000 });
});
