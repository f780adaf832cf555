/** What one caller after the other did in a while. Milliseconds. */
export type Round = { readonly perSecond: number; readonly p50: number; readonly p99: number };

export type Contender = (seconds: number) => Promise<Round>;

/** Sorted times → the one below which that share of them lies. */
export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

export const median = (values: readonly number[]): number =>
  percentile(
    values.toSorted((a, b) => a - b),
    0.5,
  );

/** So many callers, each asking again as soon as it is answered. */
export const callers =
  (count: number, ask: () => Promise<unknown>): Contender =>
  async (seconds) => {
    const times: number[] = [];
    const started = performance.now();
    const end = started + seconds * 1000;
    const caller = async () => {
      for (let before = performance.now(); before < end; ) {
        await ask();
        const after = performance.now();
        times.push(after - before);
        before = after;
      }
    };
    await Promise.all(Array.from({ length: count }, caller));
    const elapsed = (performance.now() - started) / 1000;
    times.sort((a, b) => a - b);
    return { perSecond: times.length / elapsed, p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
  };

/** `ratio`: of their speeds, the median over the rounds: what the machine does to one of two neighbours it does to the other. */
export type Duel = { readonly ours: Round; readonly theirs: Round; readonly ratio: number };

/**
 * Measures two in turns, A B A B, after a warm-up of each, so that whatever else the machine does falls on both.
 * The answer is the median of the rounds, figure by figure.
 */
export const duel = async (ours: Contender, theirs: Contender, { rounds = 3, seconds = 4, warmUp = 1.5 } = {}): Promise<Duel> => {
  await ours(warmUp);
  await theirs(warmUp);
  const [a, b]: [Round[], Round[]] = [[], []];
  for (let round = 1; round <= rounds; round++) {
    a.push(await ours(seconds));
    b.push(await theirs(seconds));
    console.error(`  round ${round}/${rounds}: ${shown(a.at(-1))} | control ${shown(b.at(-1))}`);
  }
  const ratio = median(a.map((round, at) => round.perSecond / (b[at]?.perSecond ?? Number.NaN)));
  return { ours: middle(a), theirs: middle(b), ratio };
};

const middle = (rounds: readonly Round[]): Round => ({
  perSecond: median(rounds.map(({ perSecond }) => perSecond)),
  p50: median(rounds.map(({ p50 }) => p50)),
  p99: median(rounds.map(({ p99 }) => p99)),
});

const shown = (round: Round | undefined): string =>
  round ? `${round.perSecond.toFixed(0)}/s p50 ${round.p50.toFixed(1)} p99 ${round.p99.toFixed(1)} ms` : '';
