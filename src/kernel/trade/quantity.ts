import { valid } from '#kernel/rejection';
import { decimalOf, integerOf, isDecimal, scaled } from './integer.ts';

export const UNITS = ['g', 'kg', 'quintal', 'MT', 'bag'] as const;

export type Unit = (typeof UNITS)[number];

/** How much, in grams, and the unit in which it was agreed. Always more than nothing. */
export type Quantity = { readonly grams: bigint; readonly unit: Unit };

/** As events keep it. */
export type StoredQuantity = { readonly grams: string; readonly unit: Unit };

const standardPack = 25_000n;
const most = 10n ** 15n; // a thousand million tonnes

/** A decimal string and its unit; a bag weighs the product's pack size, in grams. */
export const Quantity = (amount: string, unit: string, pack: bigint = standardPack): Quantity => {
  valid(amount !== '', 'trade.no-quantity', 'A quantity is missing.');
  valid(!amount.startsWith('-'), 'trade.negative-quantity', 'A quantity is more than nothing.');
  valid(isDecimal(amount), 'trade.bad-quantity', 'A quantity is a decimal number in plain digits, such as 12.5.');
  const agreed = unitOf(unit);
  valid(agreed !== 'bag' || scaled(amount, 1n) !== undefined, 'trade.part-bag', 'Bags are sold whole.');
  const grams = scaled(amount, gramsIn(agreed, pack));
  valid(grams !== undefined, 'trade.off-gram', 'A quantity is a whole number of grams.');
  return checked({ grams, unit: agreed });
};

export const storedQuantity = ({ grams, unit }: Quantity): StoredQuantity => ({ grams: String(grams), unit });

export const readQuantity = ({ grams, unit }: StoredQuantity): Quantity => checked({ grams: integerOf(grams), unit });

/** Grams as a decimal string of kg. */
export const kgOf = (grams: bigint): string => decimalOf(grams, 3);

/** Adds what was agreed in the same unit; what was not is summed in grams. */
export const plus = (a: Quantity, b: Quantity): Quantity => {
  valid(a.unit === b.unit, 'trade.mixed-units', 'Quantities in different units do not add up to one agreed quantity.');
  return checked({ grams: a.grams + b.grams, unit: a.unit });
};

const checked = (quantity: Quantity): Quantity => {
  valid(quantity.grams > 0n, 'trade.zero-quantity', 'A quantity is more than nothing.');
  valid(quantity.grams <= most, 'trade.huge-quantity', 'A quantity is at most 1,000,000,000 tonnes.');
  return quantity;
};

const unitOf = (text: string): Unit => {
  const unit = UNITS.find((known) => known === text);
  valid(unit !== undefined, 'trade.bad-unit', `A unit is one of ${UNITS.join(', ')}.`);
  return unit;
};

const gramsIn = (unit: Unit, pack: bigint): bigint => {
  valid(pack > 0n, 'trade.bad-pack', 'A pack weighs more than nothing.');
  return { g: 1n, kg: 1_000n, quintal: 100_000n, MT: 1_000_000n, bag: pack }[unit];
};
