import { type TObject, Type as t } from 'typebox';
import type { LotEvent } from './domain/lot.ts';
import type { MarkEvent } from './domain/mark.ts';
import type { ProductEvent } from './domain/product.ts';

export type { LotEvent, MarkEvent, ProductEvent };

/** The events that other contexts may build on; the other types of these unions may change. */
export const published = [
  'LotReceived',
  'OpeningBalanceImported',
  'OpeningBalanceWithdrawn',
  'StockReserved',
  'ReservationIncreased',
  'ReservationDecreased',
  'ReservationReleased',
  'StockIssued',
  'StockReturned',
  'StockAdjusted',
  'LotSplit',
  'MarkSet',
  'ProductRegistered',
] as const satisfies readonly (LotEvent | MarkEvent | ProductEvent)['type'][];

export const Id = t.String({ format: 'uuid' });
export const Day = t.String({ description: 'A day, as 2026-11-28' });

/** How much, and the unit in which it was agreed. */
export const Amount = t.Object({
  amount: t.String({ description: 'A decimal number, such as 12.5', maxLength: 40 }),
  unit: t.String({ description: 'g, kg, quintal, MT or bag' }),
});

/** A price. */
export const Price = t.Object({
  rupees: t.String({ description: 'Rupees, at most four decimals', maxLength: 40 }),
  per: t.String({ description: 'kg or MT' }),
});

export const Kg = t.String({ description: 'kg, decimal' });
const Grams = t.String({ description: 'grams, a whole number', pattern: '^[1-9][0-9]{0,15}$' });

const Line = t.Object({ line: t.String({ minLength: 1, maxLength: 100 }), lot: Id });
const Lines = <Item extends TObject>(item: Item) => t.Array(item, { minItems: 1, maxItems: 100 });
const nothing = t.Object({});

export const describeProducts = {
  name: 'inventory.describeProducts',
  summary: 'Reads products with the rate of tax on a day; refuses where one is unknown or has no rate.',
  input: t.Object({ ids: t.Array(Id, { minItems: 1, maxItems: 100 }), on: Day }),
  output: t.Object({
    items: t.Array(
      t.Object({
        id: Id,
        code: t.String(),
        name: t.String(),
        grade: t.String(),
        hsn: t.String(),
        packGrams: t.String(),
        status: t.String(),
        taxBasisPoints: t.Integer(),
      }),
    ),
  }),
};

export const describeLots = {
  name: 'inventory.describeLots',
  summary: 'Reads lots, whatever their state, in the order of their ids; refuses where one is unknown.',
  input: t.Object({ ids: t.Array(Id, { minItems: 1, maxItems: 100 }) }),
  output: t.Object({
    items: t.Array(
      t.Object({
        id: Id,
        product: Id,
        warehouse: t.String(),
        freeKg: Kg,
        status: t.String(),
        purchase: t.Optional(Id),
        cost: t.Optional(Price),
      }),
    ),
  }),
};

export const suggestLots = {
  name: 'inventory.suggestLots',
  summary: 'Suggests from which lots to sell, and tells how much would have to be bought.',
  input: t.Object({
    product: Id,
    quantity: Amount,
    order: t.Union([t.Literal('fifo'), t.Literal('oldest'), t.Literal('cheapest')], {
      default: 'fifo',
      description: 'fifo: first received; oldest: first to expire; cheapest: least cost',
    }),
  }),
  output: t.Object({ lines: t.Array(t.Object({ lot: Id, kg: Kg })), missingKg: Kg }),
};

export const reserveLots = {
  name: 'inventory.reserveLots',
  summary:
    'Reserves stock for a deal in several lots, all or nothing; what lines of the deal to be replaced have in these lots counts as free.',
  input: t.Object({
    deal: Id,
    lines: Lines(t.Object({ ...Line.properties, grams: Grams })),
    replacing: t.Optional(t.Array(Line.properties.line, { maxItems: 10 })),
  }),
  output: nothing,
};

const left = t.Optional(
  t.String({
    pattern: '^(0|[1-9][0-9]{0,15})$',
    description: 'grams that have left by the books of the deal: what of them is not issued yet stays reserved beside',
  }),
);

export const raiseReservations = {
  name: 'inventory.raiseReservations',
  summary: 'Brings the reservations of a deal up to so many grams each, all or nothing. What has as much stays.',
  input: t.Object({ deal: Id, lines: Lines(t.Object({ ...Line.properties, grams: Grams, left })) }),
  output: nothing,
};

export const lowerReservations = {
  name: 'inventory.lowerReservations',
  summary: 'Brings the reservations of a deal down to so many grams each, none where none are said. What has as little stays.',
  input: t.Object({ deal: Id, lines: Lines(t.Object({ ...Line.properties, grams: t.Optional(Grams), left })) }),
  output: nothing,
};

export const receiveLot = {
  name: 'inventory.receiveLot',
  summary:
    'Takes a new lot into stock, and reserves of it at once what deals wait for. The same lot under the same id arrives once.',
  input: t.Object({
    id: t.Optional(Id),
    product: Id,
    quantity: Amount,
    warehouse: t.String(),
    cost: Price,
    receivedOn: t.Optional(Day),
    expiresOn: t.Optional(Day),
    supplier: t.Optional(Id),
    purchase: t.Optional(Id),
    reserve: t.Optional(t.Array(t.Object({ deal: Id, line: Line.properties.line, grams: Grams }), { maxItems: 100 })),
  }),
  output: t.Object({ id: Id }),
};

export const issueStock = {
  name: 'inventory.issueStock',
  summary: 'Takes out of the reservations of a deal what goes on a dispatch, all or nothing.',
  input: t.Object({ deal: Id, dispatch: Id, lines: reserveLots.input.properties.lines }),
  output: nothing,
};

export const takeBackStock = {
  name: 'inventory.takeBackStock',
  summary: 'Takes back into its lots what went out on a dispatch; with `keep` it stays reserved for the deal.',
  input: t.Object({ deal: Id, dispatch: Id, keep: t.Boolean(), lines: Lines(Line) }),
  output: nothing,
};

export const listReservations = {
  name: 'inventory.listReservations',
  summary: 'Lists what lines of deals have in lots, in all workspaces, added up from the events.',
  input: t.Object({}),
  output: t.Object({
    items: t.Array(
      t.Object({
        tenant: t.String(),
        lot: t.String(),
        deal: t.String(),
        line: t.String(),
        reserved: t.String({ description: 'grams' }),
        gone: t.String({ description: 'grams that left on dispatches' }),
      }),
    ),
  }),
};
