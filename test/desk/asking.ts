import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { kg, perKg } from './desk.ts';
import { awaited, COST, held, kgOf, owed, type Reference, reserved, type Wish } from './reference.ts';
import type { startTrade } from './trade.ts';

type Desk = Awaited<ReturnType<typeof startTrade>>;

/** A real desk and its reference. `ids` are those of purchases by their names in the reference. */
export type History = {
  readonly product: string;
  readonly buyer: string;
  readonly deals: readonly string[];
  readonly desk: Reference;
  readonly ids: Map<string, string>;
  readonly wishes: Wish[];
};

export const open = async (desk: Desk): Promise<History> => {
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
export const wish = async ({ ask, answer }: Desk, supplier: string, history: History, wanted: Wish): Promise<boolean> => {
  const { product, buyer, ids, desk: now } = history;
  const isDone = async (feature: string, input: object) => {
    const { status, body } = await ask(feature, input);
    if (status >= 500 && status !== 503) throw new Error(`${feature} answers ${status}: ${JSON.stringify(body)}`);
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

/** What there is by the reference, in kilograms and rupees. */
export const expected = ({ desk: now, ids }: History) => ({
  deals: Object.fromEntries([...now.deals].map(([id, { status }]) => [id, status])),
  lots: Object.fromEntries([...now.lots].map(([id, { onHand }]) => [id, `${onHand} ${reserved(now, id)}`])),
  purchases: Object.fromEntries(
    [...now.purchases].map(([id, { status, came, given }]) => [
      ids.get(id) ?? id,
      `${status} ${came} ${awaited(now, id) + given}`,
    ]),
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
export const seen = async (pool: Pool, histories: readonly History[]) => {
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

/** What is done of a wish, whatever else happened at the same time, as the reference keeps it. */
export const note = ({ desk: now }: History, wanted: Wish): void => {
  if (wanted.do === 'pay') now.paid += wanted.rupees;
  if (wanted.do !== 'ship') return;
  const sale = now.deals.get(wanted.deal);
  if (sale !== undefined) sale.left = [...sale.left, { line: wanted.line, lot: wanted.lot, kg: wanted.kg }];
};

/** Brings the reference to what the real desk says of its deals, and to the lots and purchases that there are. */
export const follow = async ({ answer }: Desk, history: History, is: Awaited<ReturnType<typeof seen>>[number]): Promise<void> => {
  const { deals, lots, purchases } = history.desk;
  for (const [id, onHand] of Object.entries(is.lots))
    lots.set(id, { onHand: Number.parseInt(onHand, 10), held: lots.get(id)?.held ?? false });
  for (const [id, row] of Object.entries(is.purchases)) {
    const [status = '', came, given] = row.split(' ');
    const isOpen = status === 'open' ? 'open' : 'cancelled';
    purchases.set(id, { for: '', bought: 0, came: Number(came), given: Number(given), status: isOpen });
  }
  for (const id of Object.keys(is.deals)) {
    const { status, rate, sources } = await answer('deals.getDeal', { id });
    deals.set(id, {
      status,
      rate: Number(rate.rupees),
      sources: sources.map(({ line, kg: amount }: { line: string; kg: string }) => ({ line, kg: Number(amount) })),
      arrived: sources.flatMap(
        ({ line, from, lots: came }: { line: string; from: string; lots: { lot: string; kg: string }[] }) =>
          from === 'lot' ? [] : came.map(({ lot, kg: amount }) => ({ line, lot, kg: Number(amount) })),
      ),
      left: deals.get(id)?.left ?? [],
      under: 0,
    });
  }
};
