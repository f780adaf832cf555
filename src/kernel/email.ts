import type { Brand } from '#kernel/brand';
import { valid } from '#kernel/rejection';

/** An address for electronic mail, in lower case. Whether it exists shows when mail arrives. */
export type Email = Brand<string, 'Email'>;

// RFC 5321: 64 characters before the sign, 254 in all. Quoted local parts and bare host names are not taken.
const shape = /^[^\s@"<>,;:()[\]\\]{1,64}@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/;

/** An address as it is compared, whether it is one or not. */
export const compared = (text: string): string => text.trim().normalize('NFC').toLowerCase();

export const Email = (text: string): Email => {
  const address = compared(text);
  valid(address.length <= 254 && shape.test(address), 'identity.bad-email', 'This is no e-mail address.');
  return address as Email;
};
