/** The mean of the precisions at each relevant result; those not found count 0. */
export const averagePrecision = (
  ranked: readonly string[],
  relevant: { readonly has: (id: string) => boolean; readonly size: number },
): number => {
  let hits = 0;
  let sum = 0;
  ranked.forEach((id, i) => {
    if (relevant.has(id)) sum += ++hits / (i + 1);
  });
  return relevant.size === 0 ? 0 : sum / relevant.size;
};

/** Normalised discounted cumulative gain of the first `depth`, with the grades as gains (as trec_eval has it). */
export const ndcg =
  (depth: number) =>
  (ranked: readonly string[], relevant: ReadonlyMap<string, number>): number => {
    const gain = (grades: readonly number[]): number =>
      grades.slice(0, depth).reduce((sum, grade, i) => sum + grade / Math.log2(i + 2), 0);
    const ideal = gain([...relevant.values()].sort((a, b) => b - a));
    return ideal === 0 ? 0 : gain(ranked.map((id) => relevant.get(id) ?? 0)) / ideal;
  };
