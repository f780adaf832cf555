import type { CreditEvent, PartyEvent } from '#customers/contract';
import type { DealEvent, Ending, PurchaseEvent, Terms } from '#deals/contract';
import { gramsOf, profitOf } from '#deals/contract';
import type { LotEvent, MarkEvent, ProductEvent } from '#inventory/contract';
import { integerOf } from '#kernel/trade/integer';
import { view } from '#platform/view';

type DealRow = {
  readonly deal: string;
  readonly number: string | null;
  readonly status: string;
  readonly trader: string;
  readonly buyer: string;
  readonly buyer_name: string;
  readonly code: string;
  readonly grade: string;
  readonly day: string;
  readonly grams: string;
  readonly dispatched: string;
  readonly revenue: string;
  readonly cost: string;
  readonly charges: string;
};

const earned = (terms: Terms, left?: Ending['dispatched']) => {
  const { revenue, cost, charges } = profitOf(terms, left);
  return { revenue: String(revenue), cost: String(cost), charges: String(charges) };
};

/** Each deal with what it earns: what is agreed, and in the end what has left. */
export const deals = view<DealEvent, DealRow, 'deal'>({
  name: 'analytics.deals',
  key: ['deal'],
  on: {
    DealSubmitted: ({ data: { deal, by, terms } }, rows) =>
      rows.put({
        deal,
        number: null,
        status: 'pending',
        trader: by,
        buyer: terms.buyer,
        buyer_name: terms.buyerName,
        code: terms.code,
        grade: terms.grade,
        day: terms.on,
        grams: String(gramsOf(terms)),
        dispatched: '0',
        ...earned(terms),
      }),
    DealConfirmed: ({ data: { deal, number } }, rows) => rows.patch({ deal }, { status: 'confirmed', number }),
    DealRejected: ({ data: { deal } }, rows) => rows.patch({ deal }, { status: 'rejected' }),
    DealAmended: ({ data: { deal, terms, status } }, rows) =>
      rows.patch({ deal }, { status, grams: String(gramsOf(terms)), ...earned(terms) }),
    DispatchRecorded: ({ data: { deal, dispatched, status } }, rows) => rows.patch({ deal }, { dispatched, status }),
    DealShortClosed: ({ data: { deal, terms, dispatched } }, rows) =>
      rows.patch({ deal }, { status: 'short-closed', ...earned(terms, dispatched) }),
    DealCancelled: ({ data: { deal } }, rows) => rows.patch({ deal }, { status: 'cancelled' }),
    DealCompleted: ({ data: { deal, terms, dispatched } }, rows) =>
      rows.patch({ deal }, { status: 'completed', ...earned(terms, dispatched) }),
  },
});

type ProductRow = { readonly product: string; readonly code: string; readonly grade: string };

export const products = view<ProductEvent, ProductRow, 'product'>({
  name: 'analytics.products',
  key: ['product'],
  on: { ProductRegistered: ({ data: { product, code, grade } }, rows) => rows.put({ product, code, grade }) },
});

type LotRow = {
  readonly lot: string;
  readonly product: string;
  readonly warehouse: string;
  readonly cost: string;
  readonly cost_per: string;
  readonly received_on: string;
};

type Arrived = Extract<LotEvent, { readonly type: 'LotReceived' | 'OpeningBalanceImported' }>['data'];

const arrived = ({ lot, product, warehouse, cost, receivedOn }: Arrived): LotRow => ({
  lot,
  product,
  warehouse,
  cost: cost.tenThousandths,
  cost_per: cost.per,
  received_on: receivedOn,
});

export const lots = view<LotEvent, LotRow, 'lot'>({
  name: 'analytics.lots',
  key: ['lot'],
  on: {
    LotReceived: ({ data }, rows) => rows.put(arrived(data)),
    OpeningBalanceImported: ({ data }, rows) => rows.put(arrived(data)),
    OpeningBalanceWithdrawn: ({ data: { lot } }, rows) => rows.drop({ lot }),
  },
});

type StockRow = { readonly lot: string; readonly on_hand: string; readonly reserved: string };

/** What lies in each lot, and what of it is promised. */
export const stock = view<LotEvent, StockRow, 'lot'>({
  name: 'analytics.stock',
  key: ['lot'],
  on: {
    LotReceived: ({ data: { lot, grams } }, rows) => rows.add({ lot }, { on_hand: integerOf(grams) }),
    OpeningBalanceImported: ({ data: { lot, grams } }, rows) => rows.add({ lot }, { on_hand: integerOf(grams) }),
    OpeningBalanceWithdrawn: ({ data: { lot, grams } }, rows) => rows.add({ lot }, { on_hand: -integerOf(grams) }),
    StockReserved: ({ data: { lot, grams } }, rows) => rows.add({ lot }, { reserved: integerOf(grams) }),
    ReservationIncreased: ({ data: { lot, grams } }, rows) => rows.add({ lot }, { reserved: integerOf(grams) }),
    ReservationDecreased: ({ data: { lot, grams } }, rows) => rows.add({ lot }, { reserved: -integerOf(grams) }),
    ReservationReleased: ({ data: { lot, grams } }, rows) => rows.add({ lot }, { reserved: -integerOf(grams) }),
    StockIssued: ({ data: { lot, grams } }, rows) =>
      rows.add({ lot }, { on_hand: -integerOf(grams), reserved: -integerOf(grams) }),
    StockReturned: ({ data: { lot, grams } }, rows) => rows.add({ lot }, { on_hand: integerOf(grams) }),
    StockAdjusted: ({ data: { lot, grams } }, rows) => rows.add({ lot }, { on_hand: integerOf(grams) }),
    LotSplit: ({ data: { lot, grams } }, rows) => rows.add({ lot }, { on_hand: -integerOf(grams) }),
  },
});

type PurchaseRow = {
  readonly purchase: string;
  readonly supplier: string;
  readonly supplier_name: string;
  readonly product: string;
  readonly status: string;
  readonly committed: string;
  readonly to_come: string;
  readonly rate: string;
  readonly per: string;
  readonly day: string;
};

export const purchases = view<PurchaseEvent, PurchaseRow, 'purchase'>({
  name: 'analytics.purchases',
  key: ['purchase'],
  on: {
    PurchasePlaced: ({ data: { purchase, supplier, supplierName, product, quantity, rate, on } }, rows) =>
      rows.put({
        purchase,
        supplier,
        supplier_name: supplierName,
        product,
        status: 'open',
        committed: quantity.grams,
        to_come: quantity.grams,
        rate: rate.tenThousandths,
        per: rate.per,
        day: on,
      }),
    QuantityRevised: ({ data: { purchase, quantity, rest } }, rows) =>
      rows.patch({ purchase }, { committed: quantity.grams, to_come: rest }),
    GoodsReceived: ({ data: { purchase, rest } }, rows) => rows.patch({ purchase }, { to_come: rest }),
    PurchaseShortClosed: ({ data: { purchase } }, rows) => rows.patch({ purchase }, { status: 'closed' }),
    PurchaseCancelled: ({ data: { purchase } }, rows) => rows.patch({ purchase }, { status: 'cancelled' }),
  },
});

export const receipts = view<PurchaseEvent, { readonly purchase: string; readonly received: string }, 'purchase'>({
  name: 'analytics.receipts',
  key: ['purchase'],
  on: {
    GoodsReceived: ({ data: { purchase, portions, surplus } }, rows) =>
      rows.add({ purchase }, { received: portions.reduce((sum, { grams }) => sum + integerOf(grams), integerOf(surplus)) }),
  },
});

type MarkRow = { readonly grade: string; readonly day: string; readonly rate: string; readonly per: string };

export const marks = view<MarkEvent, MarkRow, 'grade' | 'day'>({
  name: 'analytics.marks',
  key: ['grade', 'day'],
  on: {
    MarkSet: ({ data: { grade, on, rate } }, rows) => rows.put({ grade, day: on, rate: rate.tenThousandths, per: rate.per }),
  },
});

export const parties = view<PartyEvent, { readonly party: string; readonly name: string }, 'party'>({
  name: 'analytics.parties',
  key: ['party'],
  on: { PartyRegistered: ({ data: { party, name } }, rows) => rows.put({ party, name }) },
});

type ReceivableRow = { readonly receivable: string; readonly party: string; readonly paise: string; readonly due_on: string };

export const receivables = view<CreditEvent, ReceivableRow, 'receivable'>({
  name: 'analytics.receivables',
  key: ['receivable'],
  on: {
    ReceivableRaised: ({ data: { receivable, party, paise, dueOn } }, rows) =>
      rows.put({ receivable, party, paise, due_on: dueOn }),
  },
});

export const paid = view<CreditEvent, { readonly party: string; readonly paise: string }, 'party'>({
  name: 'analytics.paid',
  key: ['party'],
  on: {
    PaymentRecorded: ({ data: { party, paise } }, rows) => rows.add({ party }, { paise: integerOf(paise) }),
    PaymentReversed: ({ data: { party, paise } }, rows) => rows.add({ party }, { paise: -integerOf(paise) }),
  },
});
