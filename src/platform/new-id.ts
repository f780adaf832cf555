import { randomFillSync } from 'node:crypto';

/**
 * Makes ids that sort by the time they were made (UUID version 7, RFC 9562, with a counter in `rand_a`), so that indexes grow at their
 * end. Each maker follows its own clock and counts for itself.
 */
export const idMaker = (clock: () => Date): (() => string) => {
  const pool = Buffer.alloc(4096);
  let used = pool.length;
  let last = 0;
  let count = 0;

  return () => {
    const now = clock().getTime();
    if (now > last) {
      last = now;
      count = 0;
    } else if (++count > 0xfff) {
      last++;
      count = 0;
    }
    if (used + 8 > pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    pool[used] = ((pool[used] ?? 0) & 0x3f) | 0x80;
    const random = pool.toString('hex', used, (used += 8));
    const time = last.toString(16).padStart(12, '0');
    return `${time.slice(0, 8)}-${time.slice(8)}-7${count.toString(16).padStart(3, '0')}-${random.slice(0, 4)}-${random.slice(4)}`;
  };
};
