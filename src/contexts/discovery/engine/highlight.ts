import { detectLanguage, knownLanguage } from './languages.ts';
import { prose } from './prose.ts';
import { stemmerOf } from './stem.ts';
import { eachToken, tokensOf } from './tokens.ts';

/** A passage without mark-up, and where in it the matching words stand: [start, end) in UTF-16 units, in order, not overlapping. */
export type Highlight = { readonly text: string; readonly ranges: readonly (readonly [number, number])[] };

type Token = { readonly word: string; readonly start: number; readonly end: number };
type Hit = Token & { readonly stem: string };

type HighlightOptions = { readonly length?: number | undefined; readonly language?: string | undefined };

/** The passage of a note, of about `length` (160) characters, with the most different words of the query, and where they stand. */
export const highlight = (content: string, query: string, { length = 160, language = '' }: HighlightOptions = {}): Highlight => {
  const text = prose(content)
    .map((line) => line.text.trim())
    .filter((line) => line !== '')
    .join(' ');
  const tokens: Token[] = [];
  eachToken(text, (word, start, end) => tokens.push({ word, start, end }));
  const hits = hitsOf(
    tokens,
    tokensOf(query),
    knownLanguage(language) ?? detectLanguage(tokens.slice(0, 1_000).map(({ word }) => word)),
  );
  const [first, last] = densest(hits, length);
  const [from, to] = window(text, { start: hits[first]?.start ?? 0, end: hits[last]?.end ?? 0 }, length);
  const lead = from > 0 ? '…' : '';
  const ranges = merged(hits.slice(first, last + 1)).map(
    ([start, end]) => [start - from + lead.length, end - from + lead.length] as const,
  );
  return { text: `${lead}${text.slice(from, to)}${to < text.length ? '…' : ''}`, ranges };
};

const hitsOf = (tokens: readonly Token[], query: readonly string[], language: string): readonly Hit[] => {
  const stem = stemmerOf(language);
  const asked = query.filter((word) => stem(word) !== '');
  const wanted = new Set((asked.length > 0 ? asked : query).map((word) => stem(word) || word));
  const hits = tokens
    .map((token) => ({ ...token, stem: stem(token.word) || token.word }))
    .filter((token) => wanted.has(token.stem));
  const last = query.at(-1);
  if (last === undefined || hits.some((hit) => hit.stem === (stem(last) || last))) return hits;
  const begun = tokens.filter(({ word }) => word.startsWith(last)).map((token) => ({ ...token, stem: last }));
  return [...hits, ...begun].sort((a, b) => a.start - b.start);
};

// Different words first, then more of them, then the earlier passage.
const densest = (hits: readonly Hit[], length: number): readonly [number, number] => {
  const inside = new Map<string, number>();
  let best: readonly [number, number] = [0, 0];
  let bestScore = 0;
  let first = 0;
  hits.forEach(({ stem, end }, last) => {
    inside.set(stem, (inside.get(stem) ?? 0) + 1);
    while (first < last && end - (hits[first]?.start ?? 0) > length) {
      const gone = hits[first++]?.stem ?? '';
      const left = (inside.get(gone) ?? 1) - 1;
      if (left > 0) inside.set(gone, left);
      else inside.delete(gone);
    }
    const score = inside.size * 1_000_000 + (last - first);
    if (score <= bestScore) return;
    bestScore = score;
    best = [first, last];
  });
  return best;
};

const nearestSpace = 24;

const window = (
  text: string,
  core: { readonly start: number; readonly end: number },
  length: number,
): readonly [number, number] => {
  const spare = Math.max(0, length - (core.end - core.start));
  let from = Math.max(0, Math.min(core.start - Math.floor(spare / 2), text.length - length));
  let to = Math.min(text.length, Math.max(core.end, from + length));
  const space = from > 0 ? text.indexOf(' ', from - 1) : -1;
  if (space >= 0 && space < Math.min(core.start, from + nearestSpace)) from = space + 1;
  const before = to < text.length ? text.lastIndexOf(' ', to) : -1;
  if (before >= Math.max(core.end, to - nearestSpace)) to = before;
  if (isLowSurrogate(text, from)) from--;
  if (isLowSurrogate(text, to)) to++;
  return [from, to];
};

const isLowSurrogate = (text: string, at: number): boolean => (text.charCodeAt(at) & 0xfc00) === 0xdc00;

const merged = (hits: readonly Hit[]): readonly (readonly [number, number])[] => {
  const ranges: [number, number][] = [];
  for (const { start, end } of hits) {
    const before = ranges.at(-1);
    if (before !== undefined && start < before[1]) before[1] = Math.max(before[1], end);
    else ranges.push([start, end]);
  }
  return ranges;
};
