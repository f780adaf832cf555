import { type Static, Type as t } from 'typebox';
import { Amount, Price } from '#inventory/contract';
import { Day, Id, Rupees } from '../contract.ts';

const quantity = t.Optional(t.Object(Amount.properties, { description: 'What is left of the deal, where it is not said' }));

/** A source of a deal: a lot, a purchase that is under way, or one that is placed with the deal. */
const SourceInput = t.Union([
  t.Object({ lot: Id, quantity }),
  t.Object({ purchase: Id, quantity }),
  t.Object({
    supplier: Id,
    rate: Price,
    quantity,
    buy: t.Optional(t.Object(Amount.properties, { description: 'How much is bought, where that is more than the deal takes' })),
  }),
]);

const Fill = t.Object(
  {
    order: t.Union([t.Literal('fifo'), t.Literal('oldest'), t.Literal('cheapest')], { default: 'fifo' }),
    supplier: t.Optional(Id),
    rate: t.Optional(Price),
  },
  { description: 'Takes lots in an order until there is enough; what is short is bought from the supplier, where one is named' },
);

const changeable = {
  quantity: Amount,
  rate: Price,
  sources: t.Array(SourceInput, { minItems: 1, maxItems: 50 }),
  fill: Fill,
  delivery: t.Object({
    kind: t.Union([t.Literal('delivered'), t.Literal('ex-warehouse')]),
    freightBy: t.Union([t.Literal('desk'), t.Literal('buyer')]),
  }),
  payment: t.Object({
    kind: t.Union([t.Literal('advance'), t.Literal('on-delivery'), t.Literal('credit')]),
    days: t.Optional(t.Integer({ minimum: 0, maximum: 365, description: 'Of credit' })),
  }),
  charges: t.Array(t.Object({ label: t.String(), amount: Rupees }), { maxItems: 20 }),
  substitution: t.String({ description: 'Why goods of another product are sent' }),
};

/** What is agreed, as it is entered on one screen. */
export const TermsInput = t.Object({
  buyer: Id,
  product: Id,
  on: t.Optional(Day),
  quantity: changeable.quantity,
  rate: changeable.rate,
  sources: t.Optional(changeable.sources),
  fill: t.Optional(changeable.fill),
  delivery: t.Optional(changeable.delivery),
  payment: t.Optional(changeable.payment),
  charges: t.Optional(changeable.charges),
  substitution: t.Optional(changeable.substitution),
});

/** What a template may say. */
export const TermsTemplate = t.Partial(t.Omit(TermsInput, ['on']));

/** What may be agreed otherwise later. */
export const TermsChange = t.Partial(t.Object(changeable));

export type TermsInput = Static<typeof TermsInput>;
export type TermsTemplate = Static<typeof TermsTemplate>;
export type TermsChange = Static<typeof TermsChange>;
export type SourceInput = Static<typeof SourceInput>;
