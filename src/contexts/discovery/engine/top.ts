/** Keeps the best `limit` of what is offered: higher score first, equal scores by id. Scores are compared to nine decimals, below which the order of adding shows. */
export type Top = {
  /** Whether an entry of this score could be among the best; true on a tie. */
  readonly admits: (score: number) => boolean;
  readonly offer: (slot: number, score: number) => void;
  readonly sorted: () => readonly Scored[];
};

export type Scored = { readonly slot: number; readonly id: string; readonly score: number };

export const createTop = (limit: number, idOf: (slot: number) => string): Top => {
  const heap: Scored[] = []; // the worst at the root

  const sink = (): void => {
    for (let at = 0; ; ) {
      const left = at * 2 + 1;
      if (left >= heap.length) return;
      const worst = left + 1 < heap.length && isWorse(heap, left + 1, left) ? left + 1 : left;
      if (!isWorse(heap, worst, at)) return;
      swap(heap, at, worst);
      at = worst;
    }
  };
  const rise = (): void => {
    for (let at = heap.length - 1; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!isWorse(heap, at, parent)) return;
      swap(heap, at, parent);
      at = parent;
    }
  };

  return {
    admits: (score) => limit > 0 && (heap.length < limit || score > (heap[0]?.score ?? 0) - 2e-9),
    offer: (slot, exact) => {
      const entry = { slot, id: idOf(slot), score: Math.round(exact * 1e9) / 1e9 };
      if (heap.length < limit) {
        heap.push(entry);
        rise();
        return;
      }
      const root = heap[0];
      if (root === undefined || compare(entry, root) >= 0) return;
      heap[0] = entry;
      sink();
    },
    sorted: () => heap.toSorted(compare),
  };
};

const compare = (a: Scored, b: Scored): number => b.score - a.score || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

const isWorse = (heap: readonly Scored[], a: number, b: number): boolean => {
  const [one, other] = [heap[a], heap[b]];
  return one !== undefined && other !== undefined && compare(one, other) > 0;
};

const swap = (heap: Scored[], a: number, b: number): void => {
  const [one, other] = [heap[a], heap[b]];
  if (one === undefined || other === undefined) return;
  heap[a] = other;
  heap[b] = one;
};
