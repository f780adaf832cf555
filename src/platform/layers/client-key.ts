import { valid } from '#kernel/rejection';
import { limits } from '#platform/limits';

/**
 * Keys that the platform makes: of a saga's step (`deals.release/<id>/call/<step>`), of a reaction (`identity.sendReset@<position>`),
 * and of a call that follows from a keyed call (`<key> <feature> <count>`), in which `>` replaces the blanks between processes.
 * A client that could send one would take the place of that call: it would never be carried out.
 */
const reserved = [
  /^[a-z][\w-]*\.[\w-]+\/[^/]*\/(call|undo)\//,
  /^[a-z][\w-]*\.[\w-]+@\d+$/,
  />[a-z][\w-]*\.[\w-]+>\d+$/,
] as const;

/** A key that a client brings: 1 to 255 visible ASCII characters, in none of the forms that the platform uses. */
export const clientKey = (text: string): string => {
  const key = visible(text, limits.key);
  valid(
    !reserved.some((form) => form.test(key)),
    'idempotency.reserved-key',
    'This form of Idempotency-Key is reserved for calls that the platform makes itself. Use another key, such as a UUID.',
  );
  return key;
};

/** A key of a call on behalf of somebody, which only another process of the installation can make. */
export const peerKey = (text: string): string => visible(text, limits.peerKey);

/** A key as it travels to a peer. The form is also that of the keys that peers have stored. */
export const wireKey = (key: string): string => key.replaceAll(' ', '>');

const visible = (text: string, most: number): string => {
  valid(
    /^[\x21-\x7e]+$/.test(text) && text.length <= most,
    'idempotency.bad-key',
    `An Idempotency-Key has 1 to ${most} visible ASCII characters.`,
  );
  return text;
};
