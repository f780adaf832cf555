import { valid } from '#kernel/rejection';

/** A whole number as JSON and drivers hand it over (int8 comes as a string from one, as number or bigint from another) → bigint. */
export const integerOf = (value: string | number | bigint): bigint => {
  if (typeof value === 'bigint') return value;
  valid(
    typeof value === 'string' ? /^(0|-?[1-9][0-9]{0,29})$/.test(value) : Number.isSafeInteger(value),
    'trade.bad-integer',
    'A whole number is written in plain digits.',
  );
  return BigInt(value);
};

/** A positive decimal string × scale, where that is whole; undefined where it is not. Digits are ASCII, without exponent or separator. */
export const scaled = (text: string, scale: bigint): bigint | undefined => {
  const [, whole = '', fraction = ''] = /^([0-9]+)(?:\.([0-9]+))?$/.exec(text) ?? [];
  const divisor = 10n ** BigInt(fraction.length);
  const product = BigInt(whole + fraction) * scale;
  return product % divisor === 0n ? product / divisor : undefined;
};

export const isDecimal = (text: string): boolean => /^[0-9]{1,15}(\.[0-9]{1,15})?$/.test(text);

/** Rounds the half away from zero. The divisor is positive. */
export const divided = (dividend: bigint, divisor: bigint): bigint => {
  const size = dividend < 0n ? -dividend : dividend;
  const rounded = (2n * size + divisor) / (2n * divisor);
  return dividend < 0n ? -rounded : rounded;
};

/** A whole number of 10^-places as decimal digits, without zeros that say nothing: 12500 of 3 places is `12.5`. */
export const decimalOf = (value: bigint, places: number): string => {
  const digits = String(value < 0n ? -value : value).padStart(places + 1, '0');
  const fraction = digits.slice(digits.length - places).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${digits.slice(0, digits.length - places)}${fraction === '' ? '' : `.${fraction}`}`;
};
