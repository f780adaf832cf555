import { type Fields, fields, list, number, text } from './read.ts';
import { oneLine } from './text-width.ts';

/** The words with the greatest shares say it; the rest is in --json. */
const SHOWN = 5;

/** The evidence of a connection of a note in words: what both notes speak of, and where one names the other. */
export const because = (evidence: unknown, note: string, cosine: number): readonly string[] => {
  const { terms, mentions } = fields(evidence);
  const shared = list(terms)
    .slice(0, SHOWN)
    .map(({ term, share }) => `${oneLine(text(term))} ${Math.round(number(share) * 100)} %`);
  const lines = [
    ...(shared.length === 0 ? [] : [`both speak of ${shared.join(', ')}`]),
    ...list(mentions).map((mention) => named(mention, note)),
  ];
  return lines.length > 0 ? lines : [`their words are alike by ${Math.round(cosine * 100)} %`];
};

const named = ({ from, text: name, line, count }: Fields, note: string): string => {
  const often = number(count) > 1 ? `, ${number(count)} times in all` : '';
  return `${from === note ? 'names it' : 'it names this note'} as “${oneLine(text(name))}” in line ${number(line) + 1}${often}`;
};
