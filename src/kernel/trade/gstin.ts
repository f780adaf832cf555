import type { Brand } from '#kernel/brand';
import { valid } from '#kernel/rejection';

/** A registration for goods and services tax: state, PAN, count, Z, check digit. */
export type Gstin = Brand<string, 'Gstin'>;

const symbols = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

export const Gstin = (text: string): Gstin => {
  valid(
    /^[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][1-9A-Z]Z[0-9A-Z]$/.test(text),
    'trade.bad-gstin',
    'A GSTIN has 15 capital letters and digits: state, PAN, count, Z and a check digit.',
  );
  valid(checkDigit(text) === text[14], 'trade.gstin-check-digit', 'The check digit of this GSTIN is wrong.');
  return text as Gstin;
};

/** Luhn's sum in base 36 over the first 14 characters, the weights 1 and 2 in turns. */
const checkDigit = (text: string): string | undefined => {
  const sum = text
    .slice(0, 14)
    .split('')
    .reduce((before, symbol, index) => {
      const product = symbols.indexOf(symbol) * (1 + (index % 2));
      return before + Math.floor(product / 36) + (product % 36);
    }, 0);
  return symbols[(36 - (sum % 36)) % 36];
};
