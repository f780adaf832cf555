import type { Brand } from '#kernel/brand';
import { valid } from '#kernel/rejection';

/** How strong a connection is: 0 to 1, to four decimals. */
export type Weight = Brand<number, 'Weight'>;

export const Weight = (value: number): Weight => {
  valid(value >= 0 && value <= 1, 'graph.bad-weight', 'A weight lies between 0 and 1.');
  return Math.abs(Math.round(value * 10_000) / 10_000) as Weight; // abs: -0 would not survive JSON
};

export type Band = 'weak' | 'medium' | 'strong';

export const band = (weight: Weight): Band => (weight < 0.3 ? 'weak' : weight < 0.7 ? 'medium' : 'strong');
