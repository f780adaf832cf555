import type { Cosine } from './cosine.ts';
import type { Evidence } from './evidence.ts';
import { withRoom } from './growing.ts';
import type { Mentions } from './mentions.ts';
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
  readonly settle: () => void;
  /** The best k, heaviest first, equal ones by id. */
  readonly rank: (slot: number, ranking: Ranking) => readonly Ranked[];
  /** Every note with any weight to this one; the same number seen from either side. */
  readonly eachWeight: (slot: number, each: (other: string, weight: number) => void) => void;
};

type Parts = { readonly notes: Notes; readonly cosine: Cosine; readonly mentions: Mentions };

export const createConnections = ({ notes, cosine, mentions }: Parts): Connections => {
  const products = createTally();
  const outgoing = createTally();
  const incoming = createTally();
  const mentioning = createTally();
  let rarities = new Float64Array(256); // by slot; NaN until asked for

  // ln(1 + N / notes mentioning) / ln(1 + N): 1 for a note that one other mentions.
  const rarity = (slot: number): number => {
    const known = rarities[slot] ?? Number.NaN;
    if (!Number.isNaN(known)) return known;
    mentioning.begin(notes.slots);
    for (const phrase of mentions.namesOf(slot).keys()) mentions.incoming(phrase, mentioning.add);
    const others = mentioning.count - ((mentioning.sums[slot] ?? 0) > 0 ? 1 : 0);
    const value = others === 0 ? 0 : Math.log(1 + notes.size / others) / Math.log(1 + notes.size);
    rarities[slot] = value;
    return value;
  };

  const weigh = (slot: number): void => {
    products.begin(notes.slots);
    outgoing.begin(notes.slots);
    incoming.begin(notes.slots);
    cosine.products(slot, products);
    mentions.outgoing(slot, (phrase, count) => {
      for (const owner of mentions.ownersOf(phrase)) outgoing.add(owner, count);
    });
    for (const phrase of mentions.namesOf(slot).keys()) mentions.incoming(phrase, incoming.add);
    for (const { touched, count } of [outgoing, incoming])
      for (let i = 0; i < count; i++) if (products.sums[touched[i] ?? 0] === 0) products.add(touched[i] ?? 0, Number.MIN_VALUE);
  };

  const said = (count: number): number => (count === 0 ? 0 : 1 + Math.log(count));
  const mentionOf = (slot: number, other: number): number => {
    const there = outgoing.sums[other] ?? 0;
    const back = incoming.sums[other] ?? 0;
    if (there === 0 && back === 0) return 0;
    return Math.min(1, said(there) * rarity(other) + said(back) * rarity(slot));
  };
  const cosineOf = (slot: number, other: number): number => {
    const both = (cosine.norms[slot] ?? 0) * (cosine.norms[other] ?? 0);
    return both === 0 ? 0 : (products.sums[other] ?? 0) / both;
  };

  return {
    settle: () => {
      rarities = withRoom(rarities, notes.slots).fill(Number.NaN);
    },
    rank: (slot, { k, minWeight, exclude }) => {
      weigh(slot);
      const top = createTop(k, (other) => notes.at(other)?.id ?? '');
      for (let i = 0; i < products.count; i++) {
        const other = products.touched[i] ?? 0;
        if (other === slot) continue;
        const sum = cosineOf(slot, other) + mentionFactor * mentionOf(slot, other);
        if (sum >= minWeight - 5e-5 && top.admits(sum) && !exclude?.(notes.at(other)?.id ?? '')) top.offer(other, sum);
      }
      return top
        .sorted()
        .map(({ slot: other, id, score }) => ({
          slot: other,
          id,
          weight: rounded(Math.min(1, score)),
          cosine: rounded(cosineOf(slot, other)),
          mention: rounded(mentionOf(slot, other)),
        }))
        .filter(({ weight }) => weight > 0 && weight >= minWeight);
    },
    eachWeight: (slot, each) => {
      weigh(slot);
      for (let i = 0; i < products.count; i++) {
        const other = products.touched[i] ?? 0;
        if (other !== slot)
          each(notes.at(other)?.id ?? '', rounded(Math.min(1, cosineOf(slot, other) + mentionFactor * mentionOf(slot, other))));
      }
    },
  };
};

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;
