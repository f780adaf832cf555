import type { Brand } from '#kernel/brand';
import { valid } from '#kernel/rejection';
import { cut, fits, isLine } from './characters.ts';

export type Title = Brand<string, 'Title'>;

export const TITLE_LENGTH = 255;

export const Title = (text: string): Title => {
  const title = text.trim().normalize('NFC');
  valid(title !== '' && fits(title, TITLE_LENGTH), 'graph.bad-title', `A title has 1 to ${TITLE_LENGTH} characters.`);
  valid(isLine(title), 'graph.bad-title', 'A title is one line of text without control characters.');
  return title as Title;
};

/** The title that a heading, a file name or a property of a foreign note comes nearest to; nothing when it is blank. */
export const nearestTitle = (text: string): Title | undefined => {
  const line = text
    .toWellFormed()
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .normalize('NFC');
  return line === '' ? undefined : Title(cut(line, TITLE_LENGTH));
};
