import type { Mention, Mentions } from './mentions.ts';
import type { Notes } from './notes.ts';

/** The first place where one note names another: the name as its owner writes it, the line in the content (from 0), and how often in all. */
export type MentionPlace = {
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly line: number;
  readonly count: number;
};

type Parts = { readonly notes: Notes; readonly mentions: Mentions };

/** Where one note names another, in or out of links. */
export const mentionPlace = (parts: Parts, from: number, to: number): MentionPlace | undefined => {
  const own = parts.mentions.namesOf(to);
  let names = false;
  parts.mentions.outgoing(from, (phrase) => {
    names ||= own.has(phrase);
  });
  return names ? placeAmong(parts, { from, to }, () => true) : undefined;
};

/** Where other notes name this one without a link, by their ids. */
export const unlinkedMentions = (parts: Parts, to: number): readonly MentionPlace[] => {
  const speakers = new Set<number>();
  for (const phrase of parts.mentions.namesOf(to).keys()) parts.mentions.incoming(phrase, (slot) => speakers.add(slot));
  speakers.delete(to);
  return [...speakers]
    .map((from) => placeAmong(parts, { from, to }, ({ linked }) => !linked))
    .filter((place) => place !== undefined)
    .sort((a, b) => (a.from < b.from ? -1 : 1));
};

type Pair = { readonly from: number; readonly to: number };

const placeAmong = (
  { notes, mentions }: Parts,
  { from, to }: Pair,
  counts: (mention: Mention) => boolean,
): MentionPlace | undefined => {
  const [speaker, named] = [notes.at(from), notes.at(to)];
  if (speaker === undefined || named === undefined) return undefined;
  const own = mentions.namesOf(to);
  const places = mentions.places(speaker).filter((mention) => own.has(mention.phrase) && counts(mention));
  const first = places[0];
  if (first === undefined) return undefined;
  return { from: speaker.id, to: named.id, text: own.get(first.phrase) ?? '', line: first.line, count: places.length };
};
