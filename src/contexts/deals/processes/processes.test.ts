import { expect, test } from 'vitest';
import { fold } from '#kernel/model';
import type { Step } from '#kernel/process';
import { Label } from '#kernel/trade/label';
import { TradeDate } from '#kernel/trade/trade-date';
import { compensated, done, givenProcess, refused } from '#testing/given-process';
import { lotSource, terms } from '#testing/terms';
import { DealId, DispatchId, PurchaseId } from '../domain/id.ts';
import { amendDeal } from './amend-deal.ts';
import { dispatchGoods } from './dispatch-goods.ts';
import { receiveGoods } from './receive-goods.ts';
import { registerDeal } from './register-deal.ts';
import { releaseDeal } from './release-deal.ts';

const deal = DealId('deal');
const purchase = PurchaseId('purchase');
const bought = { from: 'purchase', line: purchase, purchase, cost: { tenThousandths: '950000', per: 'kg' } } as const;
const mixed = terms({ sources: [lotSource('lot', '4000000'), { ...bought, grams: '6000000' }] });
const submitted = { type: 'DealSubmitted', data: { deal, attempt: 1, by: 'ann', terms: mixed, paise: '118000000' } };
const no = { code: 'inventory.short', sentence: 'There is not enough.' };

/** The steps' names and what they ask. */
const asks = (steps: readonly Step[]) =>
  steps.map((step) => (step.do === 'call' ? `${step.step}: ${step.contract}${step.pivot ? ', no way back' : ''}` : step.do));

const steps = (process: typeof registerDeal, ...events: readonly { type: string; data: object }[]) => {
  const last = events.at(-1);
  if (last === undefined) throw new Error('Nothing has happened.');
  return process.next(fold(process.model, events), last);
};

test('a deal is registered: credit, stock and goods to come at once, and the confirmation when all are there', () => {
  expect(asks(steps(registerDeal, submitted))).toEqual([
    'credit: customers.placeHold',
    'stock: inventory.reserveLots',
    'purchases: deals.allocatePurchases',
  ]);
  expect(asks(steps(registerDeal, submitted, done('stock'), done('credit')))).toEqual([]);
  const all = [done('stock'), done('credit'), done('purchases')];
  expect(asks(steps(registerDeal, submitted, ...all))).toEqual(['confirm: deals.confirmDeal, no way back']);
  expect(asks(steps(registerDeal, submitted, ...all, done('confirm')))).toEqual(['complete']);
});

test('what a deal does not need is not asked for', () => {
  const own = { ...submitted, data: { ...submitted.data, terms: terms() } };
  expect(asks(steps(registerDeal, own, done('stock'), done('credit')))).toEqual(['confirm: deals.confirmDeal, no way back']);
});

test('a refusal turns it back, each step gives back what it took, and the deal is rejected for the same reason', () => {
  givenProcess(registerDeal, submitted, done('credit'))
    .when(refused('stock', no.code, no.sentence))
    .then({ do: 'compensate', reason: no });
  const [credit, stock] = steps(registerDeal, submitted);
  expect(credit).toMatchObject({ undo: { contract: 'customers.releaseHold', input: { party: 'buyer', deal } } });
  expect(stock).toMatchObject({
    undo: { contract: 'inventory.lowerReservations', input: { deal, lines: [{ line: 'lot', lot: 'lot' }] } },
  });
  expect(steps(registerDeal, submitted, compensated(no.code, no.sentence))).toMatchObject([
    { contract: 'deals.rejectDeal', input: { deal, ...no } },
  ]);
});

test('an amendment takes what grows, gives back what shrinks, and then the new terms hold', () => {
  const after = terms({ sources: [lotSource('lot', '7000000'), { ...bought, grams: '3000000' }] });
  const asked = {
    type: 'AmendmentRequested',
    data: {
      deal,
      amendment: 1,
      by: 'ann',
      terms: after,
      before: mixed,
      dispatched: { lot: '1000000' },
      left: [{ line: 'lot', lot: 'lot', grams: '1000000' }],
    },
  };
  const [credit, stock] = steps(amendDeal, asked);
  expect(asks(credit === undefined ? [] : [credit])).toEqual(['credit: customers.placeHold']);
  expect(stock).toMatchObject({
    contract: 'inventory.raiseReservations',
    input: { deal, lines: [{ line: 'lot', lot: 'lot', grams: '6000000', left: '1000000' }] },
    undo: {
      contract: 'inventory.lowerReservations',
      input: { deal, lines: [{ line: 'lot', lot: 'lot', grams: '3000000', left: '1000000' }] },
    },
  });
  const taken = [done('stock'), done('credit')];
  expect(asks(steps(amendDeal, asked, ...taken))).toEqual(['shrink credit: customers.releaseHold, no way back']);
  const turned = [...taken, done('shrink credit')];
  expect(asks(steps(amendDeal, asked, ...turned))).toEqual(['shrink purchases: deals.releaseAllocations']);
  expect(asks(steps(amendDeal, asked, ...turned, done('shrink purchases')))).toEqual(['apply: deals.applyAmendment']);
  expect(asks(steps(amendDeal, asked, ...turned, done('shrink purchases'), done('apply')))).toEqual(['complete']);
  const cheaper = { ...asked, data: { ...asked.data, terms: { ...asked.data.before, rate: terms({}).rate } } };
  expect(asks(steps(amendDeal, cheaper, done('credit'), done('shrink credit')))).toEqual(['apply: deals.applyAmendment']);
  givenProcess(amendDeal, asked)
    .when(refused('credit', no.code, no.sentence))
    .then({ do: 'compensate', reason: no });
  expect(steps(amendDeal, asked, compensated(no.code, no.sentence))).toMatchObject([{ contract: 'deals.refuseAmendment' }]);
});

test('a deal that is over gives back credit, stock wherever it lies, and goods to come', () => {
  const arrived = [{ line: purchase, lot: 'came', grams: '5' }];
  const ending = {
    deal,
    attempt: 1,
    terms: mixed,
    arrived,
    left: [{ line: 'lot', lot: 'lot', grams: '7' }],
    invoiced: '9',
    reason: Label('off'),
  };
  const cancelled = { type: 'DealCancelled', data: { ...ending, purchases: 'cancel' } };
  const [credit, stock, purchases] = steps(releaseDeal, cancelled);
  expect([credit, stock, purchases]).toMatchObject([
    { contract: 'customers.releaseHold', input: { paise: '9' } },
    {
      contract: 'inventory.lowerReservations',
      input: {
        lines: [
          { lot: 'lot', left: '7' },
          { line: purchase, lot: 'came', left: '0' },
        ],
      },
    },
    { contract: 'deals.releaseAllocations', input: { cancel: true, lines: [{ purchase }] } },
  ]);
  expect(steps(releaseDeal, { type: 'DealShortClosed', data: ending })[2]).toMatchObject({ input: { cancel: false } });
  expect(asks(steps(releaseDeal, cancelled, done('credit'), done('stock')))).toEqual([]);
  const released = [done('credit'), done('stock'), done('purchases')];
  expect(asks(steps(releaseDeal, cancelled, ...released))).toEqual(['note: deals.noteRelease']);
  expect(asks(steps(releaseDeal, cancelled, ...released, done('note')))).toEqual(['complete']);
  expect(asks(steps(releaseDeal, { type: 'DealCompleted', data: ending }, ...released))).toEqual(['complete']);
  const whole = { ...ending, arrived: [{ line: purchase, lot: 'came', grams: '99000000' }], invoiced: '118000000' };
  expect(asks(steps(releaseDeal, { type: 'DealCompleted', data: whole }))).toEqual(['stock: inventory.lowerReservations']);
});

test('what departs is issued, and then owed', () => {
  const day = TradeDate('2026-11-28');
  const lines = [{ line: 'lot', lot: 'lot', grams: '5' }];
  const departed = {
    type: 'DispatchDeparted',
    data: { dispatch: DispatchId('note'), deal, buyer: 'buyer', number: 'DN/1', lines, paise: '7', on: day, dueOn: day },
  };
  expect(asks(steps(dispatchGoods, departed))).toEqual(['issue: inventory.issueStock']);
  expect(steps(dispatchGoods, departed, done('issue'))).toMatchObject([
    { contract: 'customers.raiseReceivable', input: { receivable: 'note', paise: '7' } },
  ]);
  expect(asks(steps(dispatchGoods, departed, done('issue'), done('receivable')))).toEqual(['complete']);
});

test('goods that came are one lot for those who wait, reserved before they are told, and one of what is over', () => {
  const receipt = {
    purchase,
    receipt: 'r',
    warehouse: 'Bhiwandi',
    on: '2026-11-28',
    product: 'pp',
    supplier: 's',
    lot: 'l',
    surplusLot: 'x',
  };
  const rate = { tenThousandths: '950000', per: 'kg' };
  const [one, two] = [
    { deal: 'one', grams: '5' },
    { deal: 'two', grams: '6' },
  ];
  const came = (portions: readonly object[], surplus: string) => ({
    type: 'GoodsReceived',
    data: { ...receipt, rate, portions, surplus },
  });
  const both = came([one, two], '7');
  expect(asks(steps(receiveGoods, both))).toEqual(['lot: inventory.receiveLot', 'surplus: inventory.receiveLot']);
  expect(asks(steps(receiveGoods, both, done('surplus')))).toEqual([]);
  expect(steps(receiveGoods, both)[0]).toMatchObject({
    input: { id: 'l', reserve: [one, two].map((portion) => ({ ...portion, line: purchase })) },
  });
  expect(asks(steps(receiveGoods, both, done('surplus'), done('lot')))).toEqual(['arrive: deals.recordArrival']);
  expect(asks(steps(receiveGoods, both, done('lot'), done('arrive')))).toEqual([]);
  expect(asks(steps(receiveGoods, both, done('lot'), done('arrive'), done('surplus')))).toEqual(['complete']);
  const alone = came([], '7');
  expect(asks(steps(receiveGoods, alone))).toEqual(['surplus: inventory.receiveLot']);
  expect(asks(steps(receiveGoods, alone, done('surplus')))).toEqual(['complete']);
});
