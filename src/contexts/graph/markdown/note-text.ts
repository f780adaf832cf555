import { blank, type Span } from './blocks.ts';
import { codeIn } from './code.ts';

/** A note's text beside a copy of equal length in which front matter, code and comments are blank. */
export type NoteText = {
  readonly source: string;
  readonly prose: string;
  /** Where the front matter ends. */
  readonly body: number;
};

/** A thing found in the text, and where. */
export type Found<T> = { readonly span: Span; readonly it: T };

export const noteText = (source: string, body: number): NoteText => ({
  source,
  body,
  prose: blank(source, [{ start: 0, end: body }, ...codeIn(source, body)]),
});
