import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold } from '#kernel/model';
import { Rejection } from '#kernel/rejection';
import { Label } from '#kernel/trade/label';
import { plusDays, TradeDate } from '#kernel/trade/trade-date';
import { given } from '#testing/given';
import { LotId, ProductId } from './id.ts';
import { adjust, Lot, type LotEvent } from './lot.ts';
import { issue, lower, raise, reserve, takeBack, together } from './reservation.ts';

const lot = LotId('lot');
const today = TradeDate('2026-11-28');
const received = (grams = '1000', expiresOn?: TradeDate): LotEvent => ({
  type: 'LotReceived',
  data: {
    lot,
    grams,
    product: ProductId('pp'),
    warehouse: Label('Bhiwandi'),
    cost: { tenThousandths: '950000', per: 'kg' },
    receivedOn: TradeDate('2026-11-01'),
    ...(expiresOn !== undefined && { expiresOn }),
  },
});
const line = { deal: 'deal', line: '1' };
const reserved = (grams: string): LotEvent => ({ type: 'StockReserved', data: { lot, ...line, grams } });
const wanting = (grams: bigint) => (now: Lot) => reserve(now, { ...line, grams, on: today });

test('invariant 2: no more is reserved than lies there', () => {
  given(Lot, received()).when(wanting(1_000n)).then(reserved('1000'));
  given(Lot, received()).when(wanting(1_001n)).thenRejected('inventory.short');
  given(Lot).when(wanting(1n)).thenRejected('inventory.no-lot');
});

test('invariant 3: a lot that is held, closed or expired is not reserved; through the end of its last day it is', () => {
  given(Lot, received(), { type: 'LotHeld', data: { lot, reason: Label('moist') } })
    .when(wanting(1n))
    .thenRejected('inventory.held');
  given(Lot, received(), { type: 'LotClosed', data: { lot } }).when(wanting(1n)).thenRejected('inventory.closed');
  given(Lot, received('1000', plusDays(today, -1)))
    .when(wanting(1n))
    .thenRejected('inventory.expired');
  given(Lot, received('1000', today)).when(wanting(1n)).then(reserved('1'));
});

test('invariant 4: a line has one reservation; the same again changes nothing, another quantity is refused', () => {
  given(Lot, received(), reserved('400')).when(wanting(400n)).thenNothing();
  given(Lot, received(), reserved('400')).when(wanting(500n)).thenRejected('inventory.reserved-otherwise');
});

test('a reservation is raised and lowered to a quantity, so that asking twice does no more', () => {
  const to = (grams: bigint) => (now: Lot) => raise(now, { ...line, to: grams, left: 0n }, today);
  const down = (grams: bigint) => (now: Lot) => lower(now, { ...line, to: grams, left: 0n });
  given(Lot, received()).when(to(300n)).then(reserved('300'));
  given(Lot, received(), reserved('300'))
    .when(to(500n))
    .then({ type: 'ReservationIncreased', data: { lot, ...line, grams: '200' } });
  given(Lot, received(), reserved('300')).when(to(300n)).thenNothing();
  given(Lot, received(), reserved('300')).when(to(1_001n)).thenRejected('inventory.short');
  given(Lot, received(), reserved('300'))
    .when(down(100n))
    .then({ type: 'ReservationDecreased', data: { lot, ...line, grams: '200' } });
  given(Lot, received(), reserved('300'))
    .when(down(0n))
    .then({ type: 'ReservationReleased', data: { lot, ...line, grams: '300' } });
  given(Lot, received()).when(down(0n)).thenNothing();
});

test('a dispatch takes out what its line has reserved, once, and no more', () => {
  const leave = (grams: bigint) => (now: Lot) => issue(now, { ...line, dispatch: 'note', grams });
  const issued: LotEvent = { type: 'StockIssued', data: { lot, ...line, dispatch: 'note', grams: '300' } };
  given(Lot, received(), reserved('400')).when(leave(300n)).then(issued);
  given(Lot, received(), reserved('400'), issued).when(leave(300n)).thenNothing();
  given(Lot, received(), reserved('400'), issued).when(leave(100n)).thenRejected('inventory.issued-otherwise');
  given(Lot, received(), reserved('200')).when(leave(300n)).thenRejected('inventory.not-reserved');
  const back = (keep: boolean) => (now: Lot) => takeBack(now, { ...line, dispatch: 'note', keep });
  const returned: LotEvent = { type: 'StockReturned', data: { lot, ...line, dispatch: 'note', grams: '300' } };
  given(Lot, received(), reserved('400'), issued).when(back(false)).then(returned);
  given(Lot, received(), reserved('400'), issued)
    .when(back(true))
    .then(returned, { type: 'ReservationIncreased', data: { lot, ...line, grams: '300' } });
  given(Lot, received(), reserved('400'), issued, returned).when(back(false)).thenNothing();
});

test('what has left and is not issued yet stays reserved, whatever comes first', () => {
  const issued: LotEvent = { type: 'StockIssued', data: { lot, ...line, dispatch: 'note', grams: '300' } };
  const over = (now: Lot) => lower(now, { ...line, to: 0n, left: 300n });
  given(Lot, received(), reserved('400'))
    .when(over)
    .then({ type: 'ReservationDecreased', data: { lot, ...line, grams: '100' } });
  given(Lot, received(), reserved('400'), issued)
    .when(over)
    .then({ type: 'ReservationReleased', data: { lot, ...line, grams: '100' } });
  const more = (now: Lot) => raise(now, { ...line, to: 200n, left: 300n }, today);
  given(Lot, received(), reserved('400'))
    .when(more)
    .then({ type: 'ReservationIncreased', data: { lot, ...line, grams: '100' } });
  given(Lot, received(), reserved('400'), issued)
    .when(more)
    .then({ type: 'ReservationIncreased', data: { lot, ...line, grams: '100' } });
});

type Step = {
  readonly do: 'reserve' | 'raise' | 'lower' | 'issue' | 'back' | 'adjust';
  readonly line: string;
  readonly grams: number;
};

const decideOn = (now: Lot, step: Step, at: number): LotEvent[] => {
  const of = { deal: 'deal', line: step.line };
  const grams = BigInt(step.grams);
  switch (step.do) {
    case 'reserve':
      return reserve(now, { ...of, grams, on: today });
    case 'raise':
      return raise(now, { ...of, to: grams, left: 0n }, today);
    case 'lower':
      return lower(now, { ...of, to: grams, left: 0n });
    case 'issue':
      return issue(now, { ...of, grams, dispatch: `${at % 3}` });
    case 'back':
      return takeBack(now, { ...of, dispatch: `${at % 3}`, keep: step.grams % 2 === 0 });
    case 'adjust':
      return adjust(now, grams - 400n, Label('count'));
  }
};

/** What the events say lies there and is promised, summed without the model. */
const sums = (events: readonly LotEvent[]) =>
  events.reduce(
    (sum, event) => {
      const grams = 'grams' in event.data ? BigInt(event.data.grams) : 0n;
      switch (event.type) {
        case 'LotReceived':
        case 'OpeningBalanceImported':
        case 'StockReturned':
        case 'StockAdjusted':
          return { ...sum, onHand: sum.onHand + grams };
        case 'StockReserved':
        case 'ReservationIncreased':
          return { ...sum, reserved: sum.reserved + grams };
        case 'ReservationDecreased':
        case 'ReservationReleased':
          return { ...sum, reserved: sum.reserved - grams };
        case 'StockIssued':
          return { onHand: sum.onHand - grams, reserved: sum.reserved - grams };
        default:
          return sum;
      }
    },
    { onHand: 0n, reserved: 0n },
  );

test('invariants 2 and 9: whatever happens, 0 ≤ reserved ≤ on hand, and both are what the events add up to', () => {
  const step: fc.Arbitrary<Step> = fc.record({
    do: fc.constantFrom('reserve', 'raise', 'lower', 'issue', 'back', 'adjust'),
    line: fc.constantFrom('1', '2', '3'),
    grams: fc.integer({ min: 1, max: 900 }),
  });
  const history = fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
    const events = [received()];
    for (const [at, each] of steps.entries()) {
      const now = fold(Lot, events);
      try {
        events.push(...together(now, [each], (before, one) => decideOn(before, one, at)));
      } catch (error) {
        if (!(error instanceof Rejection)) throw error;
      }
      const after = fold(Lot, events);
      const {
        onHand,
        reserved: promised,
        reservations,
      } = after.status === 'none' ? { onHand: -1n, reserved: 0n, reservations: {} } : after;
      expect(promised >= 0n && promised <= onHand).toBe(true);
      expect({ onHand, reserved: promised }).toEqual(sums(events));
      expect(Object.values(reservations).reduce((sum, grams) => sum + grams, 0n)).toBe(promised);
    }
  });
  fc.assert(history, { numRuns: 1_000 });
});
