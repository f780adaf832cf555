import type { Brand } from '#kernel/brand';
import type { Note } from './node.ts';

/** A short stand-in for what a note says: two notes that say the same have the same, and others practically never. */
export type Print = Brand<string, 'Print'>;

type Said = Pick<Note, 'title' | 'content' | 'tags' | 'aliases' | 'properties'>;

/** The constructor of a print. */
export const printOf = ({ title, content, tags, aliases, properties }: Said): Print =>
  hash([title, content, tags.join('\n'), aliases.join('\n'), ordered(properties)].join('\0')) as Print; // a hash is a print by being made here

// The database keeps the keys of an object in an order of its own.
const ordered = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(ordered).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  const entries = Object.entries(value)
    .filter(([, held]) => held !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, held]) => `${JSON.stringify(key)}:${ordered(held)}`).join()}}`;
};

/** cyrb53 by bryc (public domain): 53 bits, as 14 hexadecimal digits. */
const hash = (text: string): string => {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    high = Math.imul(high ^ unit, 2_654_435_761);
    low = Math.imul(low ^ unit, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return (4_294_967_296 * (2_097_151 & low) + (high >>> 0)).toString(16).padStart(14, '0');
};
