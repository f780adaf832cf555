import { uuidV5 } from '#platform/uuid';
import { type Random, randomOf } from './random.ts';

type Amount = { readonly amount: string; readonly unit: string };
type Price = { readonly rupees: string; readonly per: string };
type Source =
  | { readonly lot: string; readonly quantity: Amount }
  | { readonly supplier: string; readonly rate: Price; readonly quantity: Amount; readonly buy?: Amount };

export type PlannedLot = {
  readonly id: string;
  readonly product: string;
  readonly kg: number;
  readonly receivedOn: string;
  readonly cost: string;
  readonly warehouse: string;
};
export type PlannedDeal = {
  readonly id: string;
  readonly entry: object;
  readonly on: string;
  readonly age: number;
  readonly fate: 'stands' | 'cancelled' | 'short-closed';
  /** Another quantity, to which its only lot follows. */
  readonly amended?: Amount;
};
export type Plan = {
  readonly products: readonly {
    readonly id: string;
    readonly code: string;
    readonly name: string;
    readonly grade: string;
    readonly maker: string;
    readonly hsn: string;
  }[];
  readonly parties: readonly {
    readonly id: string;
    readonly name: string;
    readonly state: string;
    readonly roles: readonly string[];
    readonly limit?: string;
  }[];
  readonly lots: readonly PlannedLot[];
  readonly marks: readonly { readonly grade: string; readonly on: string; readonly rate: Price }[];
  readonly deals: readonly PlannedDeal[];
};

const namespace = '3f0b8a52-8c0f-5d0e-9f55-0e6a6c1e7d21'; // made up once
const makers = ['Reliance', 'IOCL', 'HPL', 'GAIL', 'OPaL'] as const;
const grades = [
  ['PP Raffia', '390210', 96],
  ['PP Moulding', '390210', 98],
  ['HDPE Blow', '390120', 102],
  ['HDPE Film', '390120', 104],
  ['LLDPE Film', '390110', 99],
  ['LDPE Film', '390110', 112],
  ['PVC Pipe', '390410', 82],
] as const;
const firms = ['Apex', 'Zenith', 'Sunrise', 'Shree', 'Om', 'Bharat', 'Deccan', 'Konkan', 'Girnar', 'Narmada'] as const;
const trades = ['Polymers', 'Plastics', 'Packaging', 'Pipes', 'Woven Sacks', 'Films'] as const;
const states = ['27', '24', '29', '33', '07', '08'] as const;
const warehouses = ['Bhiwandi', 'Nhava Sheva', 'Vapi'] as const;
const year = 365;

const kg = (amount: number): Amount => ({ amount: String(amount), unit: 'kg' });
const perKg = (rupees: number): Price => ({ rupees: rupees.toFixed(2), per: 'kg' });

/** A year of a desk up to a day: the same for the same seed, size and day. About a third of the purchases are larger than the sale. */
export const planDesk = ({
  seed,
  deals: count,
  today,
}: {
  readonly seed: number;
  readonly deals: number;
  readonly today: string;
}): Plan => {
  const random = randomOf(seed);
  const id = (name: string) => uuidV5(namespace, `${seed} ${name}`);
  const idOfYear = (name: string) => id(`${count} until ${today}: ${name}`); // a year of another size or day is another year of the same desk
  const dayOf = (age: number) => new Date(Date.parse(today) - age * 86_400_000).toISOString().slice(0, 10);

  const products = grades.flatMap(([grade, hsn]) =>
    makers.slice(0, 2 + random.between(0, 2)).map((maker) => {
      const code = `${grade.toUpperCase().replaceAll(' ', '-')}-${maker.toUpperCase()}`;
      return { id: id(code), code, name: `${grade} ${maker}`, grade, maker, hsn };
    }),
  );
  const named = (role: string, total: number, limit?: () => string) =>
    Array.from({ length: total }, (_, at) => ({
      id: id(`${role} ${at}`),
      name: `${random.pick(firms)} ${random.pick(trades)} ${String(at + 1).padStart(2, '0')}`,
      state: random.pick(states),
      roles: [role],
      ...(limit && { limit: limit() }),
    }));
  const usual = 50_000_000 + 60_000 * count; // all of a year is traded in minutes, and paid at its end
  const buyers = named('buyer', 60, () => String(random.chance(0.05) ? 500_000 : usual));
  const suppliers = named('supplier', 12);

  const prices = walks(random);
  const priceOn = (grade: string, age: number) => prices.get(grade)?.[age] ?? 100;
  const lots: (PlannedLot & { left: number })[] = [];
  const lotFor = (product: (typeof products)[number], wanted: number, age: number) => {
    const open = lots.findLast((lot) => lot.product === product.id && lot.left >= wanted);
    if (open !== undefined) return open;
    const arrived = Math.min(age + random.between(1, 40), year);
    const size = 1_000 * random.between(25, 120);
    const lot = {
      id: idOfYear(`lot ${lots.length}`),
      product: product.id,
      kg: size,
      left: size,
      receivedOn: dayOf(arrived),
      cost: (priceOn(product.grade, arrived) * (0.965 + random.next() * 0.02)).toFixed(2),
      warehouse: random.pick(warehouses),
    };
    lots.push(lot);
    return lot;
  };

  const deals = Array.from({ length: count }, (_, at): PlannedDeal => {
    const age = Math.floor(((count - 1 - at) / count) * year);
    const product = products[random.between(0, products.length - 1)] ?? products[0];
    if (product === undefined) throw new Error('A desk trades in something.');
    const size = 500 * random.between(12, 50);
    const price = priceOn(product.grade, age);
    const buying = (amount: number): Source => ({
      supplier: suppliers[random.between(0, suppliers.length - 1)]?.id ?? '',
      rate: perKg(price * (0.96 + random.next() * 0.025)),
      quantity: kg(amount),
      ...(random.chance(0.3) && { buy: kg(amount + 500 * random.between(1, 20)) }),
    });
    const selling = (amount: number): Source => {
      const lot = lotFor(product, amount, age);
      lot.left -= amount;
      return { lot: lot.id, quantity: kg(amount) };
    };
    const kind = random.next();
    const part = 500 * Math.floor(size / 1_000);
    const sources = kind < 0.55 ? [buying(size)] : kind < 0.9 ? [selling(size)] : [selling(part), buying(size - part)];
    const fate = random.chance(0.04) ? 'cancelled' : random.chance(0.02) ? 'short-closed' : 'stands';
    const isAmended = kind >= 0.55 && kind < 0.9 && fate === 'stands' && random.chance(0.2);
    const entry = {
      buyer: buyers[random.between(0, buyers.length - 1)]?.id,
      product: product.id,
      quantity: kg(size),
      rate: perKg(price * (1 + random.next() * 0.025)),
      sources,
      payment: random.chance(0.8) ? { kind: 'credit', days: random.pick([15, 30, 45, 60]) } : { kind: 'on-delivery' },
      ...(random.chance(0.4)
        ? {
            delivery: { kind: 'delivered', freightBy: 'desk' },
            charges: [{ label: 'Freight', amount: String(100 * random.between(20, 60)) }],
          }
        : {}),
    };
    return {
      id: idOfYear(`deal ${at}`),
      entry,
      on: dayOf(age),
      age,
      fate,
      ...(isAmended && { amended: kg(size - 500 * random.between(1, 4)) }),
    };
  });

  const marks = grades.flatMap(([grade]) =>
    Array.from({ length: 52 }, (_, week) => ({ grade, on: dayOf(week * 7), rate: perKg(priceOn(grade, week * 7)) })),
  );
  return { products, parties: [...buyers, ...suppliers], lots: lots.map(({ left: _, ...lot }) => lot), marks, deals };
};

/** What each grade costs on each day, by how many days ago: never far from where it began. */
const walks = (random: Random): ReadonlyMap<string, readonly number[]> =>
  new Map(
    grades.map(([grade, , base]) => {
      let price = base as number; // a literal that moves
      return [grade, Array.from({ length: year + 1 }, () => (price += (base - price) * 0.01 + (random.next() - 0.5) * 0.8))];
    }),
  );
