import type { Brand } from '#kernel/brand';
import { valid } from '#kernel/rejection';
import { fits, isText } from './characters.ts';

/** The markdown or plain text of a note, front matter included, exactly as written. */
export type Content = Brand<string, 'Content'>;

export const CONTENT_LENGTH = 1_048_576;

/** `limit` counts code points. */
export const Content = (text: string, limit = CONTENT_LENGTH): Content => {
  valid(fits(text, limit), 'graph.bad-content', `A note has at most ${limit} characters.`);
  valid(isText(text), 'graph.bad-content', 'A note is text: it holds neither NUL nor half of a surrogate pair.');
  return text as Content;
};
