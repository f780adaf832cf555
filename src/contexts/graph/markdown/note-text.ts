import type { Link } from '../domain/link.ts';
import { blank, type Span } from './blocks.ts';
import { codeIn } from './code.ts';

/** A note's text beside a copy of equal length in which front matter, code and comments are blank. */
export type NoteText = {
  readonly source: string;
  readonly prose: string;
  /** Where the front matter ends. */
  readonly body: number;
};

/** What looks like a link, and where. It is read when asked, because a hostile note has more of them than are kept. */
export type Found = { readonly span: Span; readonly read: () => Link | undefined };

export const noteText = (source: string, body: number): NoteText => ({
  source,
  body,
  prose: blank(source, [{ start: 0, end: body }, ...codeIn(source, body)]),
});
