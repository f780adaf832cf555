/**
 * A desk on one page, to be compared with the real one: one product, one buyer, whole kilograms and rupees, no processes. What is reserved, held
 * and promised is not kept but follows from the deals.
 */
export type Reference = {
  limit: number;
  paid: number;
  readonly lots: Map<string, { onHand: number; held: boolean }>;
  readonly purchases: Map<string, Purchase>;
  readonly deals: Map<string, Sale>;
};

/** `given`: of what came, what was for deals. */
type Purchase = { readonly for: string; readonly bought: number; came: number; given: number; status: 'open' | 'cancelled' };
/** `placed`: a purchase that is placed with the deal. */
type Source = { readonly line: string; readonly kg: number; readonly placed?: true };
type Leaving = { readonly line: string; readonly lot: string; readonly kg: number };
export type Status = 'rejected' | 'confirmed' | 'part-dispatched' | 'dispatched' | 'completed' | 'short-closed' | 'cancelled';
export type Sale = {
  status: Status;
  rate: number;
  sources: readonly Source[];
  /** What came of a purchase, and into which lot. */
  arrived: readonly Leaving[];
  left: readonly Leaving[];
  /** What is on its way to the buyer. */
  under: number;
};

/** Per cent that may leave beyond what is ordered. */
export const TOLERANCE = 10;
export const COST = 90;

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, each) => total + each, 0);
export const kgOf = (each: readonly { readonly kg: number }[]): number => sum(each.map(({ kg }) => kg));
const above = (number: number): number => Math.max(0, number);
/** With 18 % of tax; exact for whole hundreds of kilograms. */
const invoice = (kg: number, rate: number): number => (kg * rate * 118) / 100;

export const isStanding = ({ status }: Sale): boolean => ['confirmed', 'part-dispatched', 'dispatched'].includes(status);
const leftOf = ({ left }: Sale, line: string, lot?: string): number =>
  kgOf(left.filter((each) => each.line === line && (lot === undefined || each.lot === lot)));

/** What a standing deal has reserved in a lot. */
const reservedFor = (sale: Sale, lot: string): number => {
  if (!isStanding(sale)) return 0;
  const own = kgOf(sale.sources.filter(({ line }) => line === lot));
  const came = sale.arrived.filter((each) => each.lot === lot).map(({ line, kg }) => above(kg - leftOf(sale, line, lot)));
  return above(own - leftOf(sale, lot, lot)) + sum(came);
};
export const reserved = (desk: Reference, lot: string): number =>
  sum([...desk.deals.values()].map((sale) => reservedFor(sale, lot)));

const cameFor = (sale: Sale, line: string): number => kgOf(sale.arrived.filter((each) => each.line === line));
/** What a standing deal still waits for. */
const awaitedBy = (sale: Sale, purchase: string): number =>
  isStanding(sale) ? above(kgOf(sale.sources.filter(({ line }) => line === purchase)) - cameFor(sale, purchase)) : 0;
export const awaited = (desk: Reference, purchase: string): number =>
  sum([...desk.deals.values()].map((sale) => awaitedBy(sale, purchase)));

const total = (sale: Sale): number => invoice(kgOf(sale.sources), sale.rate);
const invoiced = (sale: Sale): number => invoice(kgOf(sale.left), sale.rate);
export const held = (desk: Reference): number =>
  sum([...desk.deals.values()].map((sale) => (isStanding(sale) ? above(total(sale) - invoiced(sale)) : 0)));
export const owed = (desk: Reference): number => sum([...desk.deals.values()].map(invoiced)) - desk.paid;

/** Kilograms that are sold and have not left. */
export const stillToLeave = (sale: Sale): number => (isStanding(sale) ? above(kgOf(sale.sources) - kgOf(sale.left)) : 0);

/** Goods and money that a deal earns: what is agreed, and of one that is over what has left. */
export const profit = (sale: Sale): number => kgOf(isStanding(sale) ? sale.sources : sale.left) * (sale.rate - COST);

/** What the desk is asked. */
export type Wish =
  | { readonly do: 'enter'; readonly deal: string; readonly rate: number; readonly sources: readonly Source[] }
  | { readonly do: 'amend'; readonly deal: string; readonly rate: number; readonly sources: readonly Source[] }
  | { readonly do: 'submit' | 'short-close'; readonly deal: string }
  | { readonly do: 'cancel'; readonly deal: string; readonly purchases: 'keep' | 'cancel' }
  | ({ readonly do: 'ship'; readonly deal: string; readonly deliver: boolean } & Leaving)
  | {
      readonly do: 'receive';
      readonly receipt: string;
      readonly purchase: string;
      readonly kg: number;
      readonly lot: string;
      readonly surplusLot: string;
    }
  | { readonly do: 'adjust'; readonly lot: string; readonly kg: number }
  | { readonly do: 'hold' | 'free'; readonly lot: string }
  | { readonly do: 'pay' | 'limit'; readonly rupees: number };

/** Whether a deal gets what it is to have: credit, stock, and goods that are to come. */
const grants = (desk: Reference, before: Sale | undefined, after: Sale) => {
  const now = before ?? { ...after, sources: [], left: [], arrived: [] };
  const credit = above(total(after) - invoiced(after)) - above(total(now) - invoiced(now));
  const [bought, lots] = [
    after.sources.filter(({ line }) => desk.purchases.has(line)),
    after.sources.filter(({ line }) => desk.lots.has(line)),
  ];
  return {
    credit: credit <= 0 || owed(desk) + held(desk) + credit <= desk.limit,
    purchases: bought.every(({ line }) => {
      const purchase = desk.purchases.get(line);
      const more = awaitedBy(after, line) - awaitedBy(now, line);
      const free = purchase?.status === 'open' ? above(purchase.bought - purchase.came - awaited(desk, line)) : 0;
      return more <= 0 || more <= free;
    }),
    stock: lots.every(({ line }) => {
      const lot = desk.lots.get(line);
      const more = reservedFor(after, line) - reservedFor(now, line);
      return more <= 0 || (lot?.held === false && more <= lot.onHand - reserved(desk, line));
    }),
  };
};

const progressed = (sale: Sale): Status => {
  const left = kgOf(sale.left);
  return left === 0 ? 'confirmed' : left < kgOf(sale.sources) ? 'part-dispatched' : 'dispatched';
};

/** Asks for a deal. What is placed with it is placed, or placed anew, where all its purchases are to be had; rejected, it ends with it. */
const register = (desk: Reference, id: string, sale: Sale): void => {
  desk.deals.delete(id); // it goes to the end of the queue
  const before = new Map(desk.purchases);
  for (const { line, kg, placed } of sale.sources)
    if (placed && before.get(line)?.status !== 'open')
      desk.purchases.set(line, { for: id, bought: 2 * kg, came: 0, given: 0, status: 'open' });
  const granted = grants(desk, undefined, { ...sale, status: 'confirmed' });
  const isConfirmed = granted.credit && granted.purchases && granted.stock;
  desk.deals.set(id, { ...sale, status: isConfirmed ? 'confirmed' : 'rejected' });
  if (isConfirmed) return;
  for (const { line } of sale.sources) {
    const known = before.get(line);
    if (granted.purchases) endsWith(desk, line, id);
    else if (known === undefined) desk.purchases.delete(line);
    else desk.purchases.set(line, known);
  }
};

const endsWith = (desk: Reference, id: string, deal: string): void => {
  const purchase = desk.purchases.get(id);
  if (purchase?.for === deal && purchase.came === 0 && awaited(desk, id) === 0) purchase.status = 'cancelled';
};

/** Does what is wished; answers whether it may be. */
export const grant = (desk: Reference, wish: Wish): boolean => {
  switch (wish.do) {
    case 'enter': {
      const { deal, rate, sources } = wish;
      const before = desk.deals.get(deal);
      if ((before !== undefined && before.status !== 'rejected' && before.status !== 'cancelled') || rate < COST) return false;
      register(desk, deal, { status: 'rejected', rate, sources, arrived: [], left: [], under: 0 });
      return true;
    }
    case 'submit': {
      const sale = desk.deals.get(wish.deal);
      if (sale === undefined || (sale.status !== 'rejected' && sale.status !== 'cancelled')) return false;
      register(desk, wish.deal, { ...sale, arrived: [] });
      return true;
    }
    case 'amend': {
      const { deal, rate, sources } = wish;
      const sale = desk.deals.get(deal);
      if (sale === undefined || !isStanding(sale)) return false;
      const covered = sale.left.every(({ line }) => kgOf(sources.filter((each) => each.line === line)) >= leftOf(sale, line));
      if (!covered || (sale.left.length > 0 && rate !== sale.rate) || rate < COST) return false;
      const after = { ...sale, rate, sources };
      const { credit, purchases, stock } = grants(desk, sale, after);
      if (credit && purchases && stock) desk.deals.set(deal, { ...after, status: progressed(after) });
      return true;
    }
    case 'cancel': {
      const sale = desk.deals.get(wish.deal);
      if (sale?.status === 'cancelled') return true;
      if (sale === undefined || !isStanding(sale) || sale.left.length > 0) return false;
      sale.status = 'cancelled';
      if (wish.purchases === 'cancel') for (const { line } of sale.sources) endsWith(desk, line, wish.deal);
      return true;
    }
    case 'short-close': {
      const sale = desk.deals.get(wish.deal);
      if (sale?.status === 'short-closed') return true;
      if (sale === undefined || !isStanding(sale) || sale.left.length === 0) return false;
      sale.status = 'short-closed';
      return true;
    }
    case 'ship': {
      const { deal, line, lot: id, kg, deliver } = wish;
      const sale = desk.deals.get(deal);
      const lot = desk.lots.get(id);
      if (sale === undefined || lot === undefined || !isStanding(sale)) return false;
      const isIts =
        sale.sources.some((each) => each.line === line) &&
        (line === id || sale.arrived.some((each) => each.line === line && each.lot === id));
      const most = (kgOf(sale.sources) * (100 + TOLERANCE)) / 100;
      const more = above(kg - reservedFor(sale, id));
      if (!isIts || kgOf(sale.left) + kg > most || (more > 0 && (lot.held || more > lot.onHand - reserved(desk, id))))
        return false;
      lot.onHand -= kg;
      sale.left = [...sale.left, { line, lot: id, kg }];
      sale.status = progressed(sale);
      if (!deliver) sale.under += 1;
      else if (sale.status === 'dispatched' && sale.under === 0) sale.status = 'completed';
      return true;
    }
    case 'receive': {
      const { purchase: id, kg, lot, surplusLot } = wish;
      const purchase = desk.purchases.get(id);
      if (purchase?.status !== 'open') return false;
      let rest = kg;
      for (const sale of desk.deals.values()) {
        const given = Math.min(rest, awaitedBy(sale, id));
        if (given > 0) sale.arrived = [...sale.arrived, { line: id, lot, kg: given }];
        rest -= given;
      }
      purchase.came += kg;
      purchase.given += kg - rest;
      if (rest < kg) desk.lots.set(lot, { onHand: kg - rest, held: false });
      if (rest > 0) desk.lots.set(surplusLot, { onHand: rest, held: false });
      return true;
    }
    case 'adjust': {
      const lot = desk.lots.get(wish.lot);
      if (lot === undefined || lot.onHand + wish.kg < reserved(desk, wish.lot)) return false;
      lot.onHand += wish.kg;
      return true;
    }
    case 'hold':
    case 'free': {
      const lot = desk.lots.get(wish.lot);
      if (lot === undefined) return false;
      lot.held = wish.do === 'hold';
      return true;
    }
    case 'pay':
      desk.paid += wish.rupees;
      return true;
    case 'limit':
      desk.limit = wish.rupees;
      return true;
  }
};
