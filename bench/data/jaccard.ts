/** For every set of words the 100 others that overlap it most (intersection / union): the rule of the original Brain2, as a control. */
export const jaccardNeighbours = (sets: readonly ReadonlySet<string>[]): ((set: number) => readonly number[]) => {
  const holders = new Map<string, number[]>();
  sets.forEach((words, i) => {
    for (const word of words) {
      const holding = holders.get(word);
      if (holding === undefined) holders.set(word, [i]);
      else holding.push(i);
    }
  });
  const shared = new Int32Array(sets.length);
  return (set) => {
    const own = sets[set] ?? new Set<string>();
    const met: number[] = [];
    for (const word of own)
      for (const other of holders.get(word) ?? []) {
        if (shared[other] === 0) met.push(other);
        shared[other] = (shared[other] ?? 0) + 1;
      }
    const overlap = new Float64Array(met.length);
    met.forEach((other, i) => {
      const both = shared[other] ?? 0;
      overlap[i] = other === set ? 0 : both / (own.size + (sets[other]?.size ?? 0) - both);
      shared[other] = 0;
    });
    const least = overlap.toSorted().at(-100) ?? 0;
    return met
      .map((other, i) => ({ other, value: overlap[i] ?? 0 }))
      .filter(({ value }) => value > 0 && value >= least)
      .sort((a, b) => b.value - a.value || a.other - b.other)
      .slice(0, 100)
      .map(({ other }) => other);
  };
};
