import { Type as t } from 'typebox';
import { Amount, Price } from '#inventory/contract';
import { integerOf } from '#kernel/trade/integer';
import { rupeesOf, shownRate } from '#kernel/trade/money';
import { kgOf } from '#kernel/trade/quantity';
import { query } from '#platform/feature';
import { Day, Id, Kg, Rupees } from '../contract.ts';
import { Deal, dispatchedOf, exists, type Known } from '../domain/deal.ts';
import { DealId } from '../domain/id.ts';
import { gramsOf, invoice, profitOf, type Source } from '../domain/terms.ts';
import { remarksOn } from '../views/remarks.ts';
import { maySeeMargin } from './ownership.ts';

const Invoice = t.Object({ goods: Rupees, cgst: Rupees, sgst: Rupees, igst: Rupees, roundOff: t.String(), total: Rupees });
const Margin = t.Object({ revenue: Rupees, cost: Rupees, charges: Rupees, profit: t.String(), perKg: t.String() });

export const getDeal = query({
  name: 'deals.getDeal',
  summary: 'Reads a deal: what is agreed, where the goods come from, how far it has come, and what was said about it.',
  access: 'deals:read',
  public: true,
  fields: {
    rate: 'rates:read',
    invoice: 'rates:read',
    margin: 'rates:read',
    invoiced: 'rates:read',
    charges: 'rates:read',
    'sources.cost': 'rates:read',
  },
  input: t.Object({ id: Id }),
  output: t.Object({
    id: Id,
    number: t.Optional(t.String()),
    status: t.String(),
    trader: t.String(),
    on: Day,
    buyer: Id,
    buyerName: t.String(),
    product: Id,
    code: t.String(),
    grade: t.String(),
    quantity: t.Object({ kg: Kg, unit: Amount.properties.unit }),
    dispatchedKg: Kg,
    rate: t.Optional(Price),
    invoice: t.Optional(Invoice),
    invoiced: t.Optional(Rupees),
    margin: t.Optional(Margin),
    charges: t.Optional(t.Array(t.Object({ label: t.String(), amount: Rupees }))),
    sources: t.Array(
      t.Object({
        line: t.String(),
        from: t.String(),
        kg: Kg,
        dispatchedKg: Kg,
        cost: t.Optional(Price),
        supplierName: t.Optional(t.String()),
        lots: t.Array(t.Object({ lot: Id, kg: Kg })),
      }),
    ),
    delivery: t.Object({ kind: t.String(), freightBy: t.String() }),
    payment: t.Object({ kind: t.String(), days: t.Optional(t.Integer()) }),
    substitution: t.Optional(t.String()),
    hold: t.Optional(t.Object({ status: t.String(), until: t.Optional(t.String()), sentence: t.Optional(t.String()) })),
    amending: t.Boolean(),
    rejection: t.Optional(t.Object({ code: t.String(), sentence: t.String() })),
    remarks: t.Array(t.Object({ by: t.String(), audience: t.String(), text: t.String(), at: t.String() })),
  }),

  run: async ({ id }, { events, sql, tenant, caller }) => {
    const { state: deal } = await events.read(Deal, DealId(id));
    exists(deal);
    const { terms, number, rejection } = deal;
    const { goods, cgst, sgst, igst, roundOff, total } = invoice(terms);
    return {
      id: deal.id,
      ...(number !== undefined && { number }),
      status: deal.status,
      trader: deal.by,
      on: terms.on,
      buyer: terms.buyer,
      buyerName: terms.buyerName,
      product: terms.product,
      code: terms.code,
      grade: terms.grade,
      quantity: { kg: kgOf(gramsOf(terms)), unit: terms.quantity.unit },
      dispatchedKg: kgOf(dispatchedOf(deal)),
      rate: shownRate(terms.rate),
      invoice: {
        goods: rupeesOf(goods),
        cgst: rupeesOf(cgst),
        sgst: rupeesOf(sgst),
        igst: rupeesOf(igst),
        roundOff: rupeesOf(roundOff),
        total: rupeesOf(total),
      },
      invoiced: rupeesOf(deal.invoiced),
      ...(maySeeMargin(deal, caller) && { margin: marginOf(deal) }),
      charges: terms.charges.map(({ label, paise }) => ({ label, amount: rupeesOf(integerOf(paise)) })),
      sources: terms.sources.map((source) => sourceOf(source, deal)),
      delivery: terms.delivery,
      payment: terms.payment,
      ...(terms.substitution !== undefined && { substitution: terms.substitution }),
      ...(deal.status === 'draft' && deal.hold !== undefined && { hold: deal.hold }),
      amending: deal.amending !== undefined,
      ...(rejection !== undefined && { rejection }),
      remarks: (await remarksOn(sql, tenant, deal.id)).map(({ author, audience, text, said_at }) => ({
        by: author,
        audience,
        text,
        at: said_at.toISOString(),
      })),
    };
  },
});

const marginOf = ({ terms }: Known) => {
  const { revenue, cost, charges, profit } = profitOf(terms);
  return {
    revenue: rupeesOf(revenue),
    cost: rupeesOf(cost),
    charges: rupeesOf(charges),
    profit: rupeesOf(profit),
    perKg: rupeesOf((profit * 1_000n) / gramsOf(terms)),
  };
};

const sourceOf = (source: Source, { arrived, dispatched }: Known) => {
  const { line, from, grams, cost } = source;
  const lots = source.from === 'lot' ? [{ lot: source.lot, grams }] : arrived.filter((each) => each.line === line);
  return {
    line,
    from,
    kg: kgOf(integerOf(grams)),
    dispatchedKg: kgOf(dispatched[line] ?? 0n),
    cost: shownRate(cost),
    ...(source.from === 'purchase' && source.place && { supplierName: source.place.supplierName }),
    lots: lots.map(({ lot, grams: there }) => ({ lot, kg: kgOf(integerOf(there)) })),
  };
};
