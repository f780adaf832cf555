import { withRoom } from './growing.ts';

/**
 * Many short growing rows of (key, count) in two pools: the inverted lists and the vectors of the index. A row is one
 * stretch of the pools, so that reading it is reading memory in order; a full row moves to the end with twice the room.
 * Readers take `keys`, `counts`, `start` and `length` anew after every change, for the pools may have been replaced.
 */
export type Rows = {
  readonly keys: Int32Array;
  readonly counts: Uint16Array;
  readonly start: Int32Array;
  readonly length: Int32Array;
  readonly bytes: number;
  readonly add: (row: number, key: number, count: number) => void;
  readonly remove: (row: number, key: number) => void;
  readonly clear: (row: number) => void;
};

export const createRows = (): Rows => {
  let keys = new Int32Array(1_024);
  let counts = new Uint16Array(1_024);
  let start = new Int32Array(256);
  let length = new Int32Array(256);
  let room = new Int32Array(256);
  let end = 0;
  let unused = 0;

  const reserve = (row: number): void => {
    if (row < start.length) return;
    start = withRoom(start, row + 1);
    length = withRoom(length, row + 1);
    room = withRoom(room, row + 1);
  };

  const move = (row: number, size: number): void => {
    keys = withRoom(keys, end + size);
    counts = withRoom(counts, end + size);
    const from = start[row] ?? 0;
    const held = length[row] ?? 0;
    keys.copyWithin(end, from, from + held);
    counts.copyWithin(end, from, from + held);
    unused += room[row] ?? 0;
    start[row] = end;
    room[row] = size;
    end += size;
  };

  const compact = (): void => {
    const oldKeys = keys;
    const oldCounts = counts;
    const size = Math.max(1_024, Math.ceil((end - unused) * 1.25));
    keys = new Int32Array(size);
    counts = new Uint16Array(size);
    end = 0;
    for (let row = 0; row < start.length; row++) {
      const from = start[row] ?? 0;
      const held = room[row] ?? 0;
      keys.set(oldKeys.subarray(from, from + held), end);
      counts.set(oldCounts.subarray(from, from + held), end);
      start[row] = end;
      end += held;
    }
    unused = 0;
  };

  return {
    get keys() {
      return keys;
    },
    get counts() {
      return counts;
    },
    get start() {
      return start;
    },
    get length() {
      return length;
    },
    get bytes() {
      return keys.byteLength + counts.byteLength + start.byteLength * 3;
    },
    add: (row, key, count) => {
      reserve(row);
      const held = length[row] ?? 0;
      if (held === room[row]) {
        if (unused > 65_536 && unused > end / 2) compact();
        move(row, held < 2 ? held + 1 : held * 2);
      }
      const at = (start[row] ?? 0) + held;
      keys[at] = key;
      counts[at] = Math.min(count, 65_535);
      length[row] = held + 1;
    },
    remove: (row, key) => {
      const from = start[row] ?? 0;
      const last = from + (length[row] ?? 0) - 1;
      const at = keys.subarray(from, last + 1).indexOf(key);
      if (at < 0) return;
      keys[from + at] = keys[last] ?? 0;
      counts[from + at] = counts[last] ?? 0;
      length[row] = last - from;
    },
    clear: (row) => {
      if (row < length.length) length[row] = 0;
    },
  };
};
