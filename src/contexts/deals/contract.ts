import { Type as t } from 'typebox';
import type { DealEvent, Ending } from './domain/deal.ts';
import type { DispatchEvent } from './domain/dispatch-note.ts';
import type { PurchaseEvent } from './domain/purchase.ts';

export type { DealEvent, DispatchEvent, Ending, PurchaseEvent };
export { gramsOf, profitOf, type Terms } from './domain/terms.ts';

/** The events that other contexts may build on; the other types of these unions may change. */
export const published = [
  'DealSubmitted',
  'DealConfirmed',
  'DealRejected',
  'DealAmended',
  'DispatchRecorded',
  'DealShortClosed',
  'DealCancelled',
  'DealCompleted',
  'PurchasePlaced',
  'QuantityRevised',
  'GoodsReceived',
  'PurchaseShortClosed',
  'PurchaseCancelled',
  'DispatchDeparted',
  'DispatchDelivered',
] as const satisfies readonly (DealEvent | DispatchEvent | PurchaseEvent)['type'][];

export const Id = t.String({ format: 'uuid' });
export const Day = t.String({ description: 'A day, as 2026-11-28' });
export const Rupees = t.String({ description: 'Rupees, decimal, two places at most', maxLength: 40 });
export const Kg = t.String({ description: 'kg, decimal' });
const Grams = t.String({ description: 'grams, a whole number', pattern: '^[1-9][0-9]{0,15}$' });
const nothing = t.Object({});
const No = { code: t.String(), sentence: t.String() };

const Stored = t.Object({
  grams: Grams,
  unit: t.Union([t.Literal('g'), t.Literal('kg'), t.Literal('quintal'), t.Literal('MT'), t.Literal('bag')]),
});
const StoredRate = t.Object({ tenThousandths: Grams, per: t.Union([t.Literal('kg'), t.Literal('MT')]) });

export const allocatePurchases = {
  name: 'deals.allocatePurchases',
  summary:
    'Promises goods that are to come to a deal, up to so many grams each, all or nothing; places the purchases that are new.',
  input: t.Object({
    deal: Id,
    product: Id,
    on: Day,
    lines: t.Array(
      t.Object({
        purchase: Id,
        grams: Grams,
        rate: StoredRate,
        place: t.Optional(t.Object({ supplier: Id, supplierName: t.String(), quantity: Stored })),
      }),
      { minItems: 1, maxItems: 100 },
    ),
  }),
  output: nothing,
};

export const releaseAllocations = {
  name: 'deals.releaseAllocations',
  summary:
    'Brings what is promised to a deal down to so many grams each, nothing where none are said. `isOff`: the deal takes nothing any more; with `cancel`, purchases that were placed for it alone end.',
  input: t.Object({
    deal: Id,
    isOff: t.Boolean(),
    cancel: t.Boolean(),
    lines: t.Array(t.Object({ purchase: Id, grams: t.Optional(Grams) }), { minItems: 1, maxItems: 100 }),
  }),
  output: nothing,
};

export const noteHold = {
  name: 'deals.noteHold',
  summary: 'Notes what became of the stock that is to be kept for a draft.',
  input: t.Object({
    deal: Id,
    hold: t.Integer(),
    status: t.Union([t.Literal('held'), t.Literal('refused'), t.Literal('over')]),
    sentence: t.Optional(t.String()),
  }),
  output: nothing,
};

/** Which submission the step belongs to. Steps stored by earlier versions do not have it. */
const attempt = t.Optional(t.Integer({ minimum: 0 }));

export const confirmDeal = {
  name: 'deals.confirmDeal',
  summary: 'Confirms a deal for which all is held, and gives it the next number of the year in which its day lies.',
  input: t.Object({ deal: Id, attempt, on: Day }),
  output: t.Object({ number: t.String() }),
};

export const rejectDeal = {
  name: 'deals.rejectDeal',
  summary: 'Rejects a deal for which something is not to be had.',
  input: t.Object({ deal: Id, attempt, ...No }),
  output: nothing,
};

export const noteRelease = {
  name: 'deals.noteRelease',
  summary: 'Notes that all that was held for a cancelled deal is given back.',
  input: t.Object({ deal: Id, attempt }),
  output: nothing,
};

export const applyAmendment = {
  name: 'deals.applyAmendment',
  summary: 'Puts the new terms of a deal into force.',
  input: t.Object({ deal: Id, amendment: t.Integer() }),
  output: nothing,
};

export const refuseAmendment = {
  name: 'deals.refuseAmendment',
  summary: 'Lets the old terms of a deal stand.',
  input: t.Object({ deal: Id, amendment: t.Integer(), ...No }),
  output: nothing,
};

export const recordArrival = {
  name: 'deals.recordArrival',
  summary: 'Tells deals in which lot the goods lie that were bought for them.',
  input: t.Object({ line: Id, lot: Id, portions: t.Array(t.Object({ deal: Id, grams: Grams }), { minItems: 1 }) }),
  output: nothing,
};
