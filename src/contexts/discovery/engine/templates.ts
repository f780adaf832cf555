import { type Analysis, lineStride } from './analysis.ts';

/** Counts in how many notes a line stands, and says which lines stand in so many that they are templates. */
export type Templates = {
  readonly bytes: number;
  /** Counts the lines of a note that came (+1) or went (-1), each line once. */
  readonly count: (lines: Analysis['lines'], by: 1 | -1) => void;
  /** Applies the bar for a collection of this size; true when a line has become a template or ceased to be one. */
  readonly settle: (notes: number) => boolean;
  /** Whether the line is a template, as of the last `settle`. */
  readonly isTemplate: (high: number, low: number) => boolean;
  /** Whether the last `settle` changed what this line is. */
  readonly hasTurned: (high: number, low: number) => boolean;
};

const template = 1;
const turned = 2;

export const createTemplates = (): Templates => {
  let highs = new Uint32Array(1_024);
  let lows = new Uint32Array(1_024);
  let counts = new Int32Array(1_024);
  let states = new Uint8Array(1_024);
  let taken = new Uint8Array(1_024);
  let used = 0;

  const place = (high: number, low: number): number => {
    const mask = highs.length - 1;
    let at = (low ^ high) & mask;
    while (taken[at] === 1 && (highs[at] !== high || lows[at] !== low)) at = (at + 1) & mask;
    return at;
  };

  const rehash = (): void => {
    const old = { highs, lows, counts, states, taken };
    const live = old.counts.reduce((sum, count, i) => sum + (count > 0 || (old.states[i] ?? 0) > 0 ? 1 : 0), 0);
    const size = 2 ** Math.ceil(Math.log2(Math.max(1_024, live * 3)));
    highs = new Uint32Array(size);
    lows = new Uint32Array(size);
    counts = new Int32Array(size);
    states = new Uint8Array(size);
    taken = new Uint8Array(size);
    used = 0;
    for (let i = 0; i < old.highs.length; i++) {
      if (old.counts[i] === 0 && old.states[i] === 0) continue;
      const at = place(old.highs[i] ?? 0, old.lows[i] ?? 0);
      highs[at] = old.highs[i] ?? 0;
      lows[at] = old.lows[i] ?? 0;
      counts[at] = old.counts[i] ?? 0;
      states[at] = old.states[i] ?? 0;
      taken[at] = 1;
      used++;
    }
  };

  const bump = (high: number, low: number, by: number): void => {
    if (used * 3 > highs.length * 2) rehash();
    const at = place(high, low);
    if (taken[at] === 0) {
      taken[at] = 1;
      highs[at] = high;
      lows[at] = low;
      used++;
    }
    counts[at] = (counts[at] ?? 0) + by;
  };

  const state = (high: number, low: number): number => states[place(high, low)] ?? 0;

  return {
    get bytes() {
      return highs.length * 14;
    },
    count: (lines, by) => {
      const seen = new Set<number>();
      for (let i = 0; i < lines.length; i += lineStride) {
        const high = lines[i] ?? 0;
        const low = lines[i + 1] ?? 0;
        const key = (high & 0xfffff) * 2 ** 32 + low;
        if (seen.has(key)) continue;
        seen.add(key);
        bump(high, low, by);
      }
    },
    settle: (notes) => {
      const bar = Math.max(5, 0.01 * notes);
      let changed = false;
      for (let i = 0; i < counts.length; i++) {
        const before = (states[i] ?? 0) & template;
        const now = (counts[i] ?? 0) >= bar ? template : 0;
        states[i] = now | (now === before ? 0 : turned);
        changed ||= now !== before;
      }
      return changed;
    },
    isTemplate: (high, low) => (state(high, low) & template) !== 0,
    hasTurned: (high, low) => (state(high, low) & turned) !== 0,
  };
};
