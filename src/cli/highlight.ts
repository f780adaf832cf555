import { paint } from './paint.ts';
import { list, text } from './read.ts';
import { oneLine, truncate } from './text-width.ts';

/** Passages found by a search, each on one line, with the words that were found set off. */
export const marked = (highlights: unknown, width: number): readonly string[] =>
  list(highlights)
    .slice(0, 3)
    .map(({ text: passage, ranges }) => emphasised(text(passage), Array.isArray(ranges) ? ranges : [], width))
    .filter((line) => line !== '');

/** `ranges` are [start, end) in UTF-16 units, in order. */
const emphasised = (passage: string, ranges: readonly unknown[], width: number): string => {
  let line = '';
  let at = 0;
  let room = width;
  const add = (part: string, paintPart: (text: string) => string): void => {
    const shown = truncate(part, Math.max(0, room));
    room -= part.length; // a wide letter counts once here: the line may end a little early, never late
    if (shown !== '…' && shown !== '') line += paintPart(shown);
  };
  for (const range of ranges) {
    if (!Array.isArray(range)) continue;
    const [start, end]: readonly unknown[] = range;
    if (typeof start !== 'number' || typeof end !== 'number' || start < at) continue;
    add(plain(passage.slice(at, start)), (part) => part);
    add(plain(passage.slice(start, end)), paint.mark);
    at = end;
  }
  add(plain(passage.slice(at)), (part) => part);
  return line.trimEnd();
};

// Spaces at the seams between marked and unmarked words belong there.
const plain = (part: string): string => (/^\s/.test(part) ? ' ' : '') + oneLine(part) + (/\S\s+$/.test(part) ? ' ' : '');
