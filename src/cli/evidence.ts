import { type Fields, fields, list, number, text, texts } from './read.ts';
import { oneLine } from './text-width.ts';

/** The evidence of a connection in words: what both notes speak of, and where one names the other. */
export const because = (evidence: unknown, cosine: number): readonly string[] => {
  const { terms, mentions } = fields(evidence);
  const shared = list(terms).map(({ term, share }) => `${oneLine(text(term))}${percent(share)}`);
  const places = texts(mentions).length > 0 ? texts(mentions).map((mention) => `names “${oneLine(mention)}”`) : list(mentions).map(mentioned);
  const lines = [
    ...(shared.length === 0 ? [] : [`both speak of ${shared.join(', ')}`]),
    ...places,
  ];
  return lines.length > 0 ? lines : [`their words are alike by ${Math.round(cosine * 100)} %`];
};

const percent = (share: unknown): string => (typeof share === 'number' ? ` ${Math.round(share * 100)} %` : '');

const mentioned = (mention: Fields): string => {
  const name = oneLine(text(mention['text']) || text(mention['name']) || text(mention['title']));
  const times = number(mention['count']);
  const often = times > 1 ? ` ${times} times` : '';
  return mention['direction'] === 'in' || mention['direction'] === 'from-target' ? `is named there as “${name}”${often}` : `names it as “${name}”${often}`;
};
