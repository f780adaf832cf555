import { type Alias, ALIASES_PER_NOTE, Aliases } from '../domain/alias.ts';
import type { Link } from '../domain/link.ts';
import { Properties, type PropertyValue } from '../domain/properties.ts';
import type { Tag } from '../domain/tag.ts';
import { nearestTitle, Title } from '../domain/title.ts';
import { blank } from './blocks.ts';
import { frontMatter } from './front-matter.ts';
import { firstHeading } from './headings.ts';
import { markdownLinks } from './markdown-links.ts';
import { type Found, type NoteText, noteText } from './note-text.ts';
import { type Problem, problemList, type Report } from './problems.ts';
import { firstTags, inlineTags, listed, listedTags } from './tags.ts';
import { folderOf } from './targets.ts';
import { wikiLinks } from './wiki-links.ts';

/** What a note's text says of itself. All but `content` is derived from it, and can be derived again. */
export type ParsedNote = {
  readonly title: Title;
  /** The source as it came, front matter included, so that an export gives the same bytes back. */
  readonly content: string;
  readonly tags: readonly Tag[];
  readonly aliases: readonly Alias[];
  readonly properties: Properties;
  /** In the order of the text, as often as they stand there. */
  readonly links: readonly Link[];
  readonly problems: readonly Problem[];
};

/** The first so many links of a note are read. */
export const LINKS_PER_NOTE = 10_000;

/**
 * Reads a markdown note. Never throws, whatever the text; takes time in proportion to its length.
 * `path` is the file's path from the vault's root: the last resort for a title, and where relative links start.
 */
export const parseNote = (source: string, path?: string): ParsedNote => {
  const { problems, report } = problemList();
  const { end, values } = frontMatter(source, report);
  const { title, tags, tag, aliases, alias, ...properties } = values;
  const text = noteText(source, end);
  const found = foundLinks(text, path === undefined ? undefined : folderOf(path));
  return {
    title: titleFrom(title) ?? firstHeading(text) ?? baseName(path) ?? Title('Untitled'),
    content: source,
    tags: firstTags(
      [...listedTags(tags, report), ...listedTags(tag, report), ...inlineTags(proseWithoutLinks(text, found))],
      report,
    ),
    aliases: firstAliases([...names(aliases), ...names(alias)], report),
    properties: Properties(properties),
    links: firstLinks(found, report),
    problems,
  };
};

type Links = Readonly<Record<'listed' | 'wiki' | 'markdown', readonly Found[]>>;

const foundLinks = (text: NoteText, folder: string | undefined): Links => ({
  listed: wikiLinks({ source: text.source, prose: text.source }, { start: 0, end: text.body }, folder),
  wiki: wikiLinks(text, { start: text.body, end: text.source.length }, folder),
  markdown: markdownLinks(text, folder),
});

const firstLinks = ({ listed: inFrontMatter, wiki, markdown }: Links, report: Report): readonly Link[] => {
  const links: Link[] = [];
  for (const { read } of [...inFrontMatter, ...[...wiki, ...markdown].sort((a, b) => a.span.start - b.span.start)]) {
    const link = read();
    if (link && links.length === LINKS_PER_NOTE) {
      report({ message: `Links beyond the first ${LINKS_PER_NOTE.toLocaleString('en')} are not followed.` });
      break;
    }
    if (link) links.push(link);
  }
  return links;
};

// A wiki-link may stand inside a markdown link, so the two kinds are blanked one after the other.
const proseWithoutLinks = ({ prose }: NoteText, { wiki, markdown }: Links): string =>
  blank(
    blank(
      prose,
      wiki.map(({ span }) => span),
    ),
    markdown.map(({ span }) => span),
  );

const titleFrom = (value: PropertyValue | undefined): Title | undefined => {
  const [text] = listed(value);
  return text === undefined ? undefined : nearestTitle(text);
};

const baseName = (path = ''): Title | undefined =>
  nearestTitle(
    path
      .slice(folderOf(path).length)
      .replace(/^[\\/]/, '')
      .replace(/(?<=.)\.(?:md|markdown)$/i, ''),
  );

const names = (value: PropertyValue | undefined): readonly string[] =>
  typeof value === 'string' ? value.split(',') : listed(value);

const firstAliases = (texts: readonly string[], report: Report): readonly Alias[] => {
  const aliases = [...new Set(texts.map(nearestTitle).filter((name) => name !== undefined))];
  if (aliases.length > ALIASES_PER_NOTE) report({ message: `Aliases beyond the first ${ALIASES_PER_NOTE} are left out.` });
  return Aliases(aliases.slice(0, ALIASES_PER_NOTE));
};
