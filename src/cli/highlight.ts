import { paint } from './paint.ts';
import { fields, list, text, texts } from './read.ts';
import { oneLine, truncate } from './text-width.ts';

/** Passages found by a search, each on one line, with the words that were asked for set off. */
export const marked = (highlights: unknown, words: string, width: number): readonly string[] => {
  const passages = texts(highlights).length > 0 ? texts(highlights) : list(highlights).map((each) => text(fields(each)['text']));
  return passages.slice(0, 3).map((passage) => emphasised(truncate(oneLine(bare(passage)), width), words)).filter((line) => line !== '');
};

// The server may mark the words itself, for web pages; here the terminal's colours do it.
const bare = (passage: string): string => passage.replace(/<\/?(?:mark|em|b)>/g, '');

const emphasised = (line: string, words: string): string => {
  const stems = words.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 1).map(stem);
  if (stems.length === 0) return line;
  return line.replace(new RegExp(`(?<![\\p{L}\\p{N}])(?:${stems.join('|')})[\\p{L}\\p{N}]*`, 'giu'), paint.mark);
};

// Search finds other forms of a word too; what it begins with is mostly what they share.
const stem = (word: string): string => word.slice(0, Math.max(3, word.length - 2));
