import { nearestTitle, type Title } from '../domain/title.ts';
import type { NoteText } from './note-text.ts';

const FIRST_LEVEL = /^ {0,3}#(?=[ \t])(.*)$/gm;
const LONGEST = 1_000;

/** The first heading `# …` that says something, without its mark-up. */
export const firstHeading = ({ source, prose, body }: NoteText): Title | undefined => {
  FIRST_LEVEL.lastIndex = body;
  for (let found = FIRST_LEVEL.exec(prose); found; found = FIRST_LEVEL.exec(prose)) {
    const [line, rest = ''] = found;
    const from = found.index + line.length - rest.length;
    const title = nearestTitle(withoutMarkup(source.slice(from, Math.min(from + rest.length, from + LONGEST))));
    if (title !== undefined) return title;
  }
  return undefined;
};

const withoutMarkup = (heading: string): string =>
  heading
    .replace(/[ \t]#+[ \t]*$/, '')
    .replace(/!?\[\[(?:[^[\]|]*\|)?([^[\]|]*)\]\]/g, '$1')
    .replace(/!?\[([^[\]]*)\]\([^()]*\)/g, '$1')
    .replace(/\*\*|`/g, '');
