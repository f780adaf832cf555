import { withRoom } from './growing.ts';
import type { Mentions } from './mentions.ts';
import type { Notes } from './notes.ts';
import { createTally } from './tally.ts';

/** How much two notes mention each other: (1 + ln count) · ln(1 + N / notes mentioning) / ln(1 + N), both directions together at most 1. */
export type MentionStrength = {
  readonly settle: () => void;
  /** Chooses the note that `strength` is about. */
  readonly about: (slot: number) => void;
  readonly strength: (other: number) => number;
  /** Every note that the chosen one mentions or is mentioned by, once, with its strength; itself perhaps. */
  readonly eachPartner: (each: (other: number, strength: number) => void) => void;
};

type Parts = { readonly notes: Notes; readonly mentions: Mentions };

export const createMentionStrength = ({ notes, mentions }: Parts): MentionStrength => {
  const outgoing = createTally();
  const incoming = createTally();
  const mentioning = createTally();
  let rarities = new Float64Array(256); // by slot; NaN until asked for
  let chosen = 0;

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

  const strength = (other: number): number => {
    const there = outgoing.sums[other] ?? 0;
    const back = incoming.sums[other] ?? 0;
    return there === 0 && back === 0 ? 0 : Math.min(1, damped(there) * rarity(other) + damped(back) * rarity(chosen));
  };

  return {
    settle: () => {
      rarities = withRoom(rarities, notes.slots).fill(Number.NaN);
    },
    about: (slot) => {
      chosen = slot;
      outgoing.begin(notes.slots);
      incoming.begin(notes.slots);
      mentions.outgoing(slot, (phrase, count) => {
        for (const owner of mentions.ownersOf(phrase)) outgoing.add(owner, count);
      });
      for (const phrase of mentions.namesOf(slot).keys()) mentions.incoming(phrase, incoming.add);
    },
    strength,
    eachPartner: (each) => {
      for (let i = 0; i < outgoing.count; i++) each(outgoing.touched[i] ?? 0, strength(outgoing.touched[i] ?? 0));
      for (let i = 0; i < incoming.count; i++) {
        const other = incoming.touched[i] ?? 0;
        if (outgoing.sums[other] === 0) each(other, strength(other));
      }
    },
  };
};

const damped = (count: number): number => (count === 0 ? 0 : 1 + Math.log(count));
