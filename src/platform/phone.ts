import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { Brand } from '#kernel/brand';
import { valid } from '#kernel/rejection';

/** A telephone number as ITU-T E.164 writes it: `+919820012345`. */
export type PhoneE164 = Brand<string, 'PhoneE164'>;

/** Reads a number however it is spaced; without a country code it is India's. */
export const PhoneE164 = (text: string): PhoneE164 => {
  const phone = text.length <= 40 ? parsePhoneNumberFromString(text, { defaultCountry: 'IN', extract: false }) : undefined;
  valid(
    phone?.isValid() === true && phone.ext === undefined,
    'trade.bad-phone',
    'This is no telephone number. Write it as +91 98200 12345.',
  );
  return phone.number as PhoneE164;
};
