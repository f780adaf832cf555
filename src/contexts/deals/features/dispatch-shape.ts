import { type Static, Type as t } from 'typebox';
import { Amount } from '#inventory/contract';
import { Quantity } from '#kernel/trade/quantity';
import { Day, Id, Kg } from '../contract.ts';
import type { LotLine } from '../domain/deal.ts';

/** What is to leave, from which lot, for which line of the deal; the line is that of the lot unless the goods were bought for the deal. */
export const Lines = t.Array(t.Object({ lot: Id, line: t.Optional(Id), quantity: Amount }), { minItems: 1, maxItems: 50 });

export const linesOf = (lines: Static<typeof Lines>): readonly LotLine[] =>
  lines.map(({ lot, line, quantity }) => ({
    line: (line ?? lot).toLowerCase(),
    lot: lot.toLowerCase(),
    grams: String(Quantity(quantity.amount, quantity.unit).grams),
  }));

/** A dispatch note as everybody who sends goods may see it: without a rate. */
export const DispatchAnswer = t.Object({
  id: Id,
  deal: Id,
  dealNumber: t.String(),
  buyerName: t.String(),
  code: t.String(),
  grade: t.String(),
  status: t.String(),
  kg: Kg,
  number: t.Optional(t.String()),
  on: t.Optional(Day),
  vehicle: t.Optional(t.String()),
  transporter: t.Optional(t.String()),
  lorryReceipt: t.Optional(t.String()),
});
