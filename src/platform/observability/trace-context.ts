import { randomFillSync } from 'node:crypto';

const wellFormed = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The `traceparent` (W3C Trace Context) of a step that follows the given one; what is malformed is replaced by a new trace. */
export const continued = (parent: string | undefined): string =>
  parent !== undefined && wellFormed.test(parent)
    ? `${parent.slice(0, 36)}${hex(8)}${parent.slice(52)}`
    : `00-${hex(16)}-${hex(8)}-01`;

// Asking the system for 8 bytes at a time costs more than all other layers together.
// Shared by all apps of a process: random bytes, each used once.
const pool = Buffer.alloc(8192);
// Shared by all apps of a process: where the unused ones begin.
let used = pool.length;

const hex = (bytes: number): string => {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString('hex', used - bytes, used);
};
