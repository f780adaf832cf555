import type { Cosine } from './cosine.ts';
import type { Evidence } from './evidence.ts';
import type { MentionStrength } from './mention-strength.ts';
import type { Notes } from './notes.ts';
import { createTally } from './tally.ts';
import { createTop } from './top.ts';

/** How much a mention adds to the cosine. */
const mentionFactor = 0.3;

/** How strongly two notes belong together, and by what. */
export type Ranked = {
  readonly slot: number;
  readonly id: string;
  readonly weight: number;
  readonly cosine: number;
  readonly mention: number;
};

export type Ranking = {
  readonly k: number;
  readonly minWeight: number;
  /** Whether to leave this note out: already linked, or dismissed. Asked only for notes that would be among the best. */
  readonly exclude?: ((id: string) => boolean) | undefined;
};

export type Connection = Omit<Ranked, 'slot'> & { readonly evidence: Evidence };

export type Connections = {
  /** The best k, heaviest first, equal ones by id. */
  readonly rank: (slot: number, ranking: Ranking) => readonly Ranked[];
  /** Every note whose weight to this one is at least so much; the same number seen from either side. */
  readonly eachWeight: (slot: number, minWeight: number, each: (other: string, weight: number) => void) => void;
};

type Parts = { readonly notes: Notes; readonly cosine: Cosine; readonly mentions: MentionStrength };

export const createConnections = ({ notes, cosine, mentions }: Parts): Connections => {
  const products = createTally();
  const candidates = createTally(); // by slot: the least its weight can be
  const idOf = (slot: number): string => notes.at(slot)?.id ?? '';

  /** Finds the notes that may reach the floor; answers by how much they may weigh more than the tally says. */
  const gather = (slot: number, floor: number): number => {
    products.begin(notes.slots);
    candidates.begin(notes.slots);
    const growth = cosine.products(slot, products, floor * spared);
    const { norms } = cosine;
    const own = norms[slot] || 1;
    mentions.about(slot);
    mentions.eachPartner((other, strength) => products.add(other, mentionFactor * strength * own * (norms[other] || 1)));

    // The one loop that runs for every note with a word in common, so it multiplies and compares, no more.
    const { sums, touched, count } = products;
    const bar = floor - growth;
    for (let i = 0; i < count; i++) {
      const other = touched[i] ?? 0;
      const least = (sums[other] ?? 0) / (own * (norms[other] || 1));
      if (least >= bar && other !== slot) candidates.add(other, least);
    }
    return growth;
  };

  const exact = (slot: number, other: number): number =>
    (candidates.sums[other] ?? 0) + cosine.rest(other) / ((cosine.norms[slot] || 1) * (cosine.norms[other] || 1));

  const eachCandidate = (visit: (other: number, least: number) => void): void => {
    for (let i = 0; i < candidates.count; i++) {
      const other = candidates.touched[i] ?? 0;
      visit(other, candidates.sums[other] ?? 0);
    }
  };

  return {
    rank: (slot, { k, minWeight, exclude }) => {
      const floor = minWeight - rounding;
      const growth = gather(slot, floor);
      const allowed = (other: number): boolean => !exclude?.(idOf(other));
      // What the best k weigh at the very least: only a note that may still grow past the last of them needs an exact weight.
      const sure = createTop(k, idOf);
      if (growth > 0)
        eachCandidate((other, least) => {
          if (sure.admits(least) && allowed(other)) sure.offer(other, least);
        });
      const bar = (sure.sorted()[k - 1]?.score ?? 0) - growth - rounding;
      const top = createTop(k, idOf);
      eachCandidate((other, least) => {
        if (least < bar) return;
        const weight = exact(slot, other);
        if (weight >= floor && top.admits(weight) && allowed(other)) top.offer(other, weight);
      });
      return top
        .sorted()
        .map(({ slot: other, id, score }) => {
          const mention = mentions.strength(other);
          const words = Math.max(0, score - mentionFactor * mention);
          return { slot: other, id, weight: rounded(Math.min(1, score)), cosine: rounded(words), mention: rounded(mention) };
        })
        .filter(({ weight }) => weight > 0 && weight >= minWeight);
    },
    eachWeight: (slot, minWeight, each) => {
      gather(slot, minWeight - rounding);
      eachCandidate((other) => {
        const weight = rounded(Math.min(1, exact(slot, other)));
        if (weight >= minWeight) each(idOf(other), weight);
      });
    },
  };
};

// Weights are told to four places; a note is left out only when it cannot be rounded up to the bar.
const rounding = 1e-4;

// How much of the floor the words that are left out may make: more saves reading long lists, less saves weighing notes twice.
const spared = 0.5;

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;
