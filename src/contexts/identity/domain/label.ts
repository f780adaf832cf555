import type { Brand } from '#kernel/brand';
import { valid } from '#kernel/rejection';

/** What a person, an account or a key is called: one line of 1 to 100 characters. */
export type Label = Brand<string, 'Label'>;

export const Label = (text: string): Label => {
  const name = text.trim().normalize('NFC');
  const isLine = !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(name);
  valid(/^.{1,100}$/u.test(name) && isLine, 'identity.bad-name', 'A name is one line of 1 to 100 characters.');
  return name as Label;
};
