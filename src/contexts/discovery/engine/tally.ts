import { withRoom } from './growing.ts';

/** Sums by slot that start from zero for every question, and which slots have any: cleared by what was touched, not by size. */
export type Tally = {
  readonly sums: Float64Array;
  readonly touched: Int32Array;
  /** How many of `touched` are valid. Whoever writes `sums` directly keeps it. */
  count: number;
  readonly begin: (slots: number) => void;
  readonly add: (slot: number, amount: number) => void;
};

export const createTally = (): Tally => {
  let sums = new Float64Array(256);
  let touched = new Int32Array(256);
  const tally: Tally = {
    get sums() {
      return sums;
    },
    get touched() {
      return touched;
    },
    count: 0,
    begin: (slots) => {
      for (let i = 0; i < tally.count; i++) sums[touched[i] ?? 0] = 0;
      tally.count = 0;
      sums = withRoom(sums, slots);
      touched = withRoom(touched, slots);
    },
    add: (slot, amount) => {
      const before = sums[slot] ?? 0;
      if (before === 0) touched[tally.count++] = slot;
      sums[slot] = before + amount;
    },
  };
  return tally;
};
