import { randomInt, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPool } from '#platform/postgres/pool';
import { uuidV5 } from '#platform/uuid';
import { until } from '#testing/log';
import { kg, perKg } from './desk.ts';
import { quietness } from './quiet.ts';
import {
  awaited,
  COST,
  grant,
  held,
  isStanding,
  kgOf,
  owed,
  type Reference,
  reserved,
  type Sale,
  TOLERANCE,
  type Wish,
} from './reference.ts';
import { startTrade } from './trade.ts';

const HISTORIES = 1_000;
const AT_ONCE = 250;

const desk = await startTrade();
const { app, ask, answer } = desk;
const pool = createPool(app.databaseUrl, { size: 2, name: 'almanac-test' });
const isQuiet = quietness(app, pool);
let supplier = '';
beforeAll(async () => {
  await answer('deals.setDesk', { name: 'Polymer Desk', gstin: '27AAPFU0939F1ZV', tolerance: TOLERANCE * 100 });
  supplier = await desk.supplier();
});
afterAll(() => pool.end());

/** A wish before it is known what it can be about. */
type Draw = { readonly kind: Wish['do']; readonly a: number; readonly b: number; readonly c: number; readonly d: number };
type History = {
  readonly product: string;
  readonly buyer: string;
  readonly deals: readonly string[];
  readonly desk: Reference /** The ids of purchases by their names in the reference. */;
  readonly ids: Map<string, string>;
  readonly wishes: Wish[];
};

const number = fc.nat({ max: 9_999 });
const draws = fc.array(
  fc.record({
    kind: fc.oneof(
      { weight: 6, arbitrary: fc.constant('enter' as const) },
      { weight: 5, arbitrary: fc.constantFrom('ship', 'amend', 'receive') },
      {
        weight: 4,
        arbitrary: fc.constantFrom('submit', 'submit', 'cancel', 'short-close', 'pay', 'limit', 'adjust', 'free', 'hold'),
      },
    ) as fc.Arbitrary<Wish['do']>,
    a: number,
    b: number,
    c: number,
    d: number,
  }),
  { minLength: 8, maxLength: 14 },
);

const hundreds = (some: number, most: number): number => 100 * (1 + (some % most));
const one = <T>(items: readonly T[], some: number): T => items[some % items.length] as T; // of a list that is not empty

/** To which deals a wish can be granted: most of them are made of these. */
const fits: { readonly [K in Wish['do']]?: (sale: Sale | undefined) => boolean } = {
  enter: (sale) => sale === undefined || sale.status === 'rejected' || sale.status === 'cancelled',
  submit: (sale) => sale?.status === 'rejected' || sale?.status === 'cancelled',
  amend: (sale) => sale !== undefined && isStanding(sale),
  ship: (sale) => sale !== undefined && isStanding(sale),
  cancel: (sale) => sale?.status === 'confirmed',
  'short-close': (sale) => sale?.status === 'part-dispatched',
};

const wishOf = (drawn: Draw, history: History): Wish => {
  const { a, b, c, d } = drawn;
  const { deals, desk: now } = history;
  const fitting = deals.filter((id) => fits[drawn.kind]?.(now.deals.get(id)) ?? true);
  const isFree = d % 5 === 0; // from what it can be about
  const coming = [...now.purchases].flatMap(([id, { status }]) => (status === 'open' || isFree ? [id] : []));
  const isFutile = fitting.length === 0 || (drawn.kind === 'receive' && coming.length === 0);
  const kind = isFutile && !isFree ? one(['amend', 'ship', 'limit', 'ship'] as const, b) : drawn.kind;
  const deal = one(isFree ? deals : [...deals.filter((id) => fits[kind]?.(now.deals.get(id)) ?? true), ...deals], isFree ? a : 0);
  const lot = one([...now.lots.keys()], b);
  const sale = now.deals.get(deal);
  switch (kind) {
    case 'enter': {
      const others = [...now.lots.keys(), ...now.purchases.keys()];
      const lines = new Set([lot, ...(d % 3 === 0 ? [one(others, c)] : [])]);
      const placed = d % 2 === 0 ? [{ line: randomUUID(), kg: hundreds(c, 20), placed: true as const }] : [];
      return {
        do: kind,
        deal,
        rate: d % 12 === 0 ? 80 : 95 + (a % 10),
        sources: [...[...lines].map((line, at) => ({ line, kg: hundreds(c + at, 30) })), ...placed],
      };
    }
    case 'amend': {
      const sources = (sale?.sources ?? [{ line: lot, kg: 100 }]).map(({ line, kg: before }, at) => ({
        line,
        kg: before + 100 * (((b >> at) % 21) - 10),
      }));
      const some = sources.filter((source) => source.kg > 0);
      return {
        do: kind,
        deal,
        rate: sale && c % 2 === 0 ? sale.rate : 95 + (c % 10),
        sources: some.length > 0 ? some : [{ line: lot, kg: 100 }],
      };
    }
    case 'submit':
    case 'short-close':
      return { do: kind, deal };
    case 'cancel':
      return { do: kind, deal, purchases: b % 2 === 0 ? 'keep' : 'cancel' };
    case 'ship': {
      const from = [
        ...(sale?.sources ?? []).map(({ line, kg: most }) => ({ line, lot: line, kg: most })),
        ...(sale?.arrived ?? []),
      ].filter((each) => now.lots.has(each.lot));
      const some = from.length > 0 ? one(from, b) : { line: lot, lot };
      return {
        do: kind,
        deal,
        line: some.line,
        lot: some.lot,
        kg: hundreds(c, 'kg' in some ? some.kg / 100 : 30),
        deliver: d % 3 > 0,
      };
    }
    case 'receive': {
      const receipt = randomUUID();
      const purchase = coming.length > 0 ? one(coming, a) : randomUUID();
      return {
        do: kind,
        purchase,
        receipt,
        kg: hundreds(b, 20),
        lot: uuidV5(receipt, 'lot'),
        surplusLot: uuidV5(receipt, 'surplus'),
      };
    }
    case 'adjust':
      return { do: kind, lot, kg: 100 * ((c % 61) - 40) || 100 };
    case 'hold':
    case 'free':
      return { do: d % 3 > 0 ? 'free' : kind, lot };
    case 'pay':
    case 'limit':
      return { do: kind, rupees: 1_000 * (kind === 'pay' ? 1 + (b % 300) : 100 + (b % 900)) };
  }
};

const open = async (): Promise<History> => {
  const [product, buyer] = await Promise.all([desk.product(), desk.buyer('400000')]);
  const lots = await Promise.all([9_000, 5_000].map((amount) => desk.lot(product, { quantity: kg(amount), cost: perKg(COST) })));
  const deals = [randomUUID(), randomUUID()];
  const onHand = [9_000, 5_000];
  const reference: Reference = {
    limit: 400_000,
    paid: 0,
    lots: new Map(lots.map((lot, at) => [lot, { onHand: onHand[at] ?? 0, held: false }])),
    purchases: new Map(),
    deals: new Map(),
  };
  return { product, buyer, deals, desk: reference, ids: new Map(), wishes: [] };
};

/** Asks the real desk; answers whether it may be. */
const wish = async (history: History, wanted: Wish): Promise<boolean> => {
  const { product, buyer, ids, desk: now } = history;
  const isDone = async (feature: string, input: object) => {
    const { status, body } = await ask(feature, input);
    if (status >= 500) throw new Error(`${feature} answers ${status}: ${JSON.stringify(body)}`);
    return status < 300;
  };
  const termsOf = ({ rate, sources }: Extract<Wish, { readonly do: 'enter' | 'amend' }>) => ({
    quantity: kg(kgOf(sources)),
    rate: perKg(rate),
    sources: sources.map(({ line, kg: amount, placed }) => {
      const quantity = kg(amount);
      if (placed) return { supplier, rate: perKg(COST), quantity, buy: kg(2 * amount) };
      return now.lots.has(line) ? { lot: line, quantity } : { purchase: ids.get(line) ?? line, quantity };
    }),
  });
  switch (wanted.do) {
    case 'enter': {
      const { deal: id, sources } = wanted;
      const isEntered = await isDone('deals.enterDeal', { id, buyer, product, ...termsOf(wanted) });
      const placed = sources.find((source) => source.placed);
      if (isEntered && placed !== undefined) ids.set(placed.line, (await answer('deals.getDeal', { id })).sources.at(-1).line);
      return isEntered;
    }
    case 'amend':
      return isDone('deals.amendDeal', { id: wanted.deal, ...termsOf(wanted) });
    case 'submit':
      return isDone('deals.submitDeal', { id: wanted.deal });
    case 'cancel':
      return isDone('deals.cancelDeal', { id: wanted.deal, reason: 'off', purchases: wanted.purchases });
    case 'short-close':
      return isDone('deals.shortCloseDeal', { id: wanted.deal, reason: 'enough' });
    case 'ship': {
      const { deal, line, lot, kg: amount, deliver } = wanted;
      const id = randomUUID();
      const lines = [{ line: ids.get(line) ?? line, lot, quantity: kg(amount) }];
      const hasLeft =
        (await isDone('deals.prepareDispatch', { id, deal, lines })) &&
        (await isDone('deals.loadDispatch', { id, vehicle: 'MH 04', transporter: 'Apex' })) &&
        (await isDone('deals.departDispatch', { id }));
      if (hasLeft && deliver) await answer('deals.deliverDispatch', { id });
      return hasLeft;
    }
    case 'receive':
      return isDone('deals.receiveGoods', {
        id: ids.get(wanted.purchase) ?? wanted.purchase,
        receipt: wanted.receipt,
        quantity: kg(wanted.kg),
        warehouse: 'Surat',
      });
    case 'adjust':
      return isDone('inventory.adjustStock', {
        id: wanted.lot,
        direction: wanted.kg < 0 ? 'less' : 'more',
        quantity: kg(Math.abs(wanted.kg)),
        reason: 'counted',
      });
    case 'hold':
      return isDone('inventory.holdLot', { id: wanted.lot, reason: 'smell' });
    case 'free':
      return isDone('inventory.freeLot', { id: wanted.lot });
    case 'pay':
      return isDone('customers.recordPayment', { party: buyer, amount: String(wanted.rupees) });
    case 'limit':
      return isDone('customers.setCreditLimit', { id: buyer, limit: String(wanted.rupees) });
  }
};

/** What there is by the reference, in grams and paise. */
const expected = ({ desk: now, ids }: History) => ({
  deals: Object.fromEntries(now.deals.entries().map(([id, { status }]) => [id, status])),
  lots: Object.fromEntries(now.lots.entries().map(([id, { onHand }]) => [id, `${onHand} ${reserved(now, id)}`])),
  purchases: Object.fromEntries(
    now.purchases
      .entries()
      .map(([id, { status, came, given }]) => [ids.get(id) ?? id, `${status} ${came} ${awaited(now, id) + given}`]),
  ),
  credit: `${owed(now)} ${held(now)}`,
});

type Seen = {
  readonly of: string;
  readonly what: 'deals' | 'lots' | 'purchases' | 'credit';
  readonly id: string;
  readonly is: string;
};

/** What there is, by the tables that are read everywhere, of all desks at once. */
const seen = async (histories: readonly History[]) => {
  const { rows } = await pool.query<Seen>(
    `select product as of, 'deals' as what, id, status as is from deals.deals where product = any ($1)
     union all
     select l.product, 'lots', l.id, concat((coalesce(s.received, 0) - coalesce(s.split_off, 0) + coalesce(s.adjusted, 0)
         + coalesce(s.returned, 0) - coalesce(s.issued, 0)) / 1000, ' ', coalesce(s.reserved, 0) / 1000)
       from inventory.lots l join inventory.stock s on s.lot = l.id where l.product = any ($1)
     union all
     select p.product, 'purchases', p.id, concat(p.status, ' ', coalesce(s.received, 0) / 1000, ' ', coalesce(s.promised, 0) / 1000)
       from deals.purchases p left join deals.purchase_sums s on s.purchase = p.id where p.product = any ($1)
     union all
     select p.id, 'credit', p.id, concat((coalesce(c.raised, 0) - coalesce(c.paid, 0)) / 100, ' ', coalesce(c.held, 0) / 100)
       from customers.parties p left join customers.credit c on c.party = p.id where p.id = any ($2)`,
    [histories.map(({ product }) => product), histories.map(({ buyer }) => buyer)],
  );
  const byDesk = Map.groupBy(rows, ({ of }) => of);
  return histories.map(({ product, buyer }) => {
    const of = (what: Seen['what']) =>
      Object.fromEntries((byDesk.get(product) ?? []).filter((row) => row.what === what).map(({ id, is }) => [id, is]));
    return { deals: of('deals'), lots: of('lots'), purchases: of('purchases'), credit: byDesk.get(buyer)?.[0]?.is };
  });
};

const tally: Record<string, number> = {};
afterAll(() => console.log('TALLY', JSON.stringify(tally)));
test(`${HISTORIES} desks do what a desk on one page does`, { timeout: 300_000 }, async () => {
  const seed = Number(process.env["SEED"] ?? randomInt(2 ** 31));
  const told = ({ wishes }: History, at: number) => `seed ${seed}, history ${at}: ${JSON.stringify(wishes)}`;
  const all = fc.sample(draws, { numRuns: HISTORIES, seed });
  for (let from = 0; from < HISTORIES; from += AT_ONCE) {
    const some = all.slice(from, from + AT_ONCE);
    const histories = await Promise.all(some.map(open));
    for (let step = 0; step < 14; step++) {
      await Promise.all(
        histories.map(async (history, at) => {
          const draw = some[at]?.[step];
          if (draw === undefined) return;
          const wanted = wishOf(draw, history);
          history.wishes.push(wanted);
          const isGranted = await wish(history, wanted);
          tally[`${wanted.do} ${isGranted}`] = (tally[`${wanted.do} ${isGranted}`] ?? 0) + 1;
          void 0;
          expect(isGranted, told(history, from + at)).toBe(grant(history.desk, wanted));
        }),
      );
      await until(isQuiet, 'all processes are over', 60_000);
      for (const [at, is] of (await seen(histories)).entries()) {
        const history = histories[at] as History;
        for (const x of Object.values(is.deals)) tally[x] = (tally[x] ?? 0) + 1;
        const w = history.wishes[step];
        if (w?.do === 'submit' || w?.do === 'enter')
          tally[w.do + ' ' + is.deals[w.deal]] = (tally[w.do + ' ' + is.deals[w.deal]] ?? 0) + 1; // `seen` answers one for each
        expect(is, told(history, from + at)).toEqual(expected(history));
      }
    }
  }
});
