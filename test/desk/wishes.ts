import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { uuidV5 } from '#platform/uuid';
import { isStanding, type Reference, type Sale, type Wish } from './reference.ts';

/** A wish before it is known what it can be about. */
type Draw = { readonly kind: Wish['do']; readonly a: number; readonly b: number; readonly c: number; readonly d: number };
const number = fc.nat({ max: 9_999 });
/** Histories that nobody has lived yet. */
export const draws = fc.array(
  fc.record({
    kind: fc.oneof<fc.WeightedArbitrary<Wish['do']>[]>(
      { weight: 7, arbitrary: fc.constantFrom('enter', 'receive', 'ship', 'amend') },
      { weight: 3, arbitrary: fc.constantFrom('submit', 'submit', 'cancel') },
      { weight: 2, arbitrary: fc.constantFrom('short-close', 'pay', 'limit', 'adjust', 'free', 'hold') },
    ),
    a: number,
    b: number,
    c: number,
    d: number,
  }),
  { minLength: 6, maxLength: 10 },
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

/** What a draw wishes of a desk as it stands. */
export const wishOf = (
  drawn: Draw,
  { deals, desk: now }: { readonly deals: readonly string[]; readonly desk: Reference },
): Wish => {
  const { a, b, c, d } = drawn;
  const fitting = (kind: Wish['do']) => deals.filter((id) => fits[kind]?.(now.deals.get(id)) ?? true);
  const isFree = d % 5 === 0; // from what it can be about
  const coming = [...now.purchases].flatMap(([id, { status }]) => (status === 'open' || isFree ? [id] : []));
  const isFutile = fitting(drawn.kind).length === 0 || (drawn.kind === 'receive' && coming.length === 0);
  const kind = isFutile && !isFree ? (fitting('enter').length > 0 ? 'enter' : 'ship') : drawn.kind;
  const some = isFree ? [] : fitting(kind);
  const deal = one(some.length > 0 ? some : deals, a);
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
      const kept = sources.filter((source) => source.kg > 0);
      return {
        do: kind,
        deal,
        rate: sale && c % 2 === 0 ? sale.rate : 95 + (c % 10),
        sources: kept.length > 0 ? kept : [{ line: lot, kg: 100 }],
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
      const leaving = from.length > 0 ? one(from, b) : { line: lot, lot };
      return {
        do: kind,
        deal,
        line: leaving.line,
        lot: leaving.lot,
        kg: hundreds(c, 'kg' in leaving ? leaving.kg / 100 : 30),
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
