import { isUtf8 } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { Found, Left } from './walk.ts';

/** A file as it is told to the server, one JSON document a line. */
export type Entry =
  | { readonly path: string; readonly content: string; readonly modified: string }
  | { readonly path: string; readonly base64: string; readonly modified: string }
  | { readonly path: string; readonly left: Left };

/** Files longer than this are reported, not sent. */
export const LARGEST = 5 * 1024 * 1024;

export const entryOf = ({ path, file, left }: Found): Entry => {
  if (left) return { path, left };
  const read = readWhole(file);
  if (typeof read === 'string') return { path, left: read };
  const { bytes, modified } = read;
  // What is not UTF-8 is for the server to judge: it knows what a text is.
  return isUtf8(bytes)
    ? { path, content: bytes.toString('utf8'), modified }
    : { path, base64: bytes.toString('base64'), modified };
};

// Read at once and in step: these are thousands of tiny files, and nothing else happens in this program meanwhile.
const readWhole = (file: string): { readonly bytes: Buffer; readonly modified: string } | Left => {
  let handle: number | undefined;
  try {
    // Not following links here too: the file may have been replaced by one since it was listed.
    handle = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW);
    const { size, mtime } = fstatSync(handle);
    if (size > LARGEST) return 'too-large';
    const bytes = Buffer.allocUnsafe(size);
    let at = 0;
    for (let count = -1; count !== 0 && at < size; at += count) count = readSync(handle, bytes, at, size - at, null);
    return { bytes: bytes.subarray(0, at), modified: mtime.toISOString() };
  } catch (error) {
    if (error instanceof Error && 'code' in error) return 'unreadable';
    throw error;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
};
