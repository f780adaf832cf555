import { type Paint, paint } from './paint.ts';
import { list, text } from './read.ts';
import { oneLine, textWidth, truncate } from './text-width.ts';

/** Passages found by a search, each on one line of at most `width` columns, with the words that were found set off. */
export const marked = (highlights: unknown, width: number): readonly string[] =>
  list(highlights)
    .slice(0, 3)
    .map(({ text: passage, ranges }) => fitted(partsOf(text(passage), Array.isArray(ranges) ? ranges : []), width))
    .filter((line) => line !== '');

type Part = { readonly text: string; readonly paint: Paint };

const unmarked: Paint = (part) => part;

/** `ranges` are [start, end) in UTF-16 units, in order; what is no such range is passed over. */
const partsOf = (passage: string, ranges: readonly unknown[]): readonly Part[] => {
  const parts: Part[] = [];
  let at = 0;
  for (const range of ranges) {
    if (!Array.isArray(range)) continue;
    const [start, end]: readonly unknown[] = range;
    if (typeof start !== 'number' || typeof end !== 'number' || start < at || end <= start || end > passage.length) continue;
    parts.push(
      { text: plain(passage.slice(at, start)), paint: unmarked },
      { text: plain(passage.slice(start, end)), paint: paint.mark },
    );
    at = end;
  }
  return [...parts, { text: plain(passage.slice(at)), paint: unmarked }];
};

const fitted = (parts: readonly Part[], width: number): string => {
  let room = width;
  let rest = parts.reduce((sum, { text }) => sum + textWidth(text), 0);
  let line = '';
  for (const { text, paint } of parts) {
    const wanted = textWidth(text);
    const shown = rest <= room ? text : truncate(text, room);
    line += shown === '' ? '' : paint(shown);
    if (shown !== text) break;
    room -= wanted;
    rest -= wanted;
    if (rest > 0 && room <= 1) return `${line.trimEnd()}…`;
  }
  return line.trimEnd();
};

// Spaces at the seams between marked and unmarked words belong there.
const plain = (part: string): string => (/^\s/.test(part) ? ' ' : '') + oneLine(part) + (/\S\s+$/.test(part) ? ' ' : '');
