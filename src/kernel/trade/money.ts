import type { Brand } from '#kernel/brand';
import { valid } from '#kernel/rejection';
import { decimalOf, divided, integerOf, isDecimal, scaled } from './integer.ts';
import type { Quantity } from './quantity.ts';

/** Paise of Indian rupees. */
export type Money = Brand<bigint, 'Money'>;

export const Money = (paise: string | number | bigint): Money => integerOf(paise) as Money;

/** Rupees as a decimal string of at most two places; it may be negative. */
export const rupees = (text: string): Money => {
  const size = text.startsWith('-') ? text.slice(1) : text;
  const paise = isDecimal(size) ? scaled(size, 100n) : undefined;
  valid(paise !== undefined, 'trade.bad-money', 'An amount is a number of rupees with at most two decimals.');
  return Money(text === size ? paise : -paise);
};

export const rupeesOf = (paise: bigint): string => decimalOf(paise, 2);

/** Ten-thousandths of a rupee for a kg or a tonne, in the unit agreed. */
export type Rate = { readonly tenThousandths: bigint; readonly per: 'kg' | 'MT' };

/** Rupees as a decimal string of at most four places. */
export const Rate = (rupees: string, per: string): Rate => {
  valid(per === 'kg' || per === 'MT', 'trade.bad-rate-unit', 'A rate is for a kg or an MT.');
  const tenThousandths = isDecimal(rupees) ? scaled(rupees, 10_000n) : undefined;
  valid(tenThousandths !== undefined, 'trade.bad-rate', 'A rate is a number of rupees with at most four decimals.');
  valid(tenThousandths > 0n, 'trade.zero-rate', 'A rate is more than nothing.');
  return { tenThousandths, per };
};

/** As events keep it. */
export type StoredRate = { readonly tenThousandths: string; readonly per: 'kg' | 'MT' };

export const storedRate = ({ tenThousandths, per }: Rate): StoredRate => ({ tenThousandths: String(tenThousandths), per });

export const readRate = ({ tenThousandths, per }: StoredRate): Rate => ({ tenThousandths: integerOf(tenThousandths), per });

/** A rate as people read it. */
export const shownRate = ({ tenThousandths, per }: StoredRate) => ({ rupees: decimalOf(integerOf(tenThousandths), 4), per });

/** What a line costs, rounded once. */
export const amountOf = ({ grams }: Quantity, { tenThousandths, per }: Rate): Money =>
  Money(divided(grams * tenThousandths, 100n * (per === 'kg' ? 1_000n : 1_000_000n)));

/** Shares that add up to the whole: by weight, what rounding leaves to the largest remainders, of equal ones to the first. */
export const shares = (whole: Money, weights: readonly bigint[]): readonly Money[] => {
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  valid(total > 0n && weights.every((weight) => weight >= 0n), 'trade.bad-weights', 'Shares need a weight above nothing.');
  const [size, sign] = whole < 0n ? [-1n * whole, -1n] : [whole, 1n];
  const parts = weights.map((weight, index) => ({ index, part: (size * weight) / total, rest: (size * weight) % total }));
  const left = Number(size - parts.reduce((sum, { part }) => sum + part, 0n));
  const favoured = new Set(
    parts
      .toSorted((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1))
      .slice(0, left)
      .map(({ index }) => index),
  );
  return parts.map(({ index, part }) => Money(sign * (part + (favoured.has(index) ? 1n : 0n))));
};
