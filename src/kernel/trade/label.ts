import type { Brand } from '#kernel/brand';
import { valid } from '#kernel/rejection';

/** What a thing of the trade is called, or why something was done: one line of 1 to 200 characters. */
export type Label = Brand<string, 'Label'>;

export const Label = (text: string): Label => {
  const label = text.normalize('NFC').trim().replaceAll(/ {2,}/g, ' ');
  const isLine = !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(label);
  valid(/^.{1,200}$/u.test(label) && isLine, 'trade.bad-label', 'A name or a reason is one line of 1 to 200 characters.');
  return label as Label;
};
