import { fits } from '../domain/characters.ts';
import { CONTENT_LENGTH } from '../domain/content.ts';

export type Unreadable = { readonly code: 'binary' | 'bad-encoding' | 'too-large'; readonly message: string };
export type Reading = { readonly text: string } | { readonly problem: Unreadable };

/**
 * The text of a file: UTF-8, or UTF-16 with a byte order mark. The mark is dropped, line ends stay as they are.
 * `limit` counts code points.
 */
export const asText = (bytes: Uint8Array, limit = CONTENT_LENGTH): Reading => {
  // No encoding here takes more than 4 bytes for a code point, so a file this long need not be decoded.
  if (bytes.length > 4 * limit + 3) return tooLarge(limit);
  const encoding = encodingOf(bytes);
  const text = decode(bytes, encoding);
  if (text === undefined) return encoding === 'utf-8' && looksBinary(bytes) ? binary : badEncoding(encoding);
  if (text.includes('\0') || isMostlyControl(text)) return binary;
  return fits(text, limit) ? { text } : tooLarge(limit);
};

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

const encodingOf = ([first, second]: Uint8Array): Encoding => {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return 'utf-8';
};

const decode = (bytes: Uint8Array, encoding: Encoding): string | undefined => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined; // how a decoder says that the bytes are not in its encoding
    throw error;
  }
};

const looksBinary = (bytes: Uint8Array): boolean => bytes.includes(0) || isMostlyControl(new TextDecoder('latin1').decode(bytes));

// Some editors leave a stray form feed or escape in a note; programs, pictures and archives are full of them.
const isMostlyControl = (text: string): boolean => {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 32 && code !== 9 && code !== 10 && code !== 13) count++;
  }
  return count > 2 + text.length / 20;
};

const binary: Reading = { problem: { code: 'binary', message: 'This is not a text file.' } };

const badEncoding = (encoding: Encoding): Reading => ({
  problem: { code: 'bad-encoding', message: `This is not valid ${encoding.toUpperCase()} text; save it as UTF-8.` },
});

const tooLarge = (limit: number): Reading => ({
  problem: { code: 'too-large', message: `A note has at most ${limit.toLocaleString('en')} characters.` },
});
