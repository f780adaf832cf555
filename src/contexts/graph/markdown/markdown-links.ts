import type { Link } from '../domain/link.ts';
import { isEscaped } from './code-spans.ts';
import type { Found, NoteText } from './note-text.ts';
import { linkOf, TARGET_LENGTH } from './targets.ts';

/**
 * The links `[text](path)` and `[text](<path>)` to other notes, in order. Spans cover what stands behind the text, also of links
 * that lead elsewhere.
 * Every `](` looks back no further than the one before it and ahead no further than `TARGET_LENGTH`.
 */
export const markdownLinks = ({ source, prose, body }: NoteText, folder: string | undefined): readonly Found[] => {
  const found: Found[] = [];
  let from = body;
  for (let middle = prose.indexOf('](', from); middle >= 0; middle = prose.indexOf('](', from)) {
    const open = openingBracket(prose, Math.max(from, middle - TARGET_LENGTH), middle);
    const nested = open < 0 && found.at(-1)?.span.end === middle; // [![picture](a.png)](note.md)
    const destination = open < 0 && !nested ? undefined : destinationAt(prose, middle + 2);
    from = middle + 2;
    if (!destination || (open >= 0 && isEscaped(prose, open))) continue;
    const embed = open > 0 && prose[open - 1] === '!';
    const alias = open < 0 ? undefined : source.slice(open + 1, middle);
    from = destination.end;
    found.push({ span: { start: middle, end: from }, read: () => read({ destination: destination.text, embed, alias }, folder) });
  }
  return found;
};

type Written = { readonly destination: string; readonly embed: boolean; readonly alias: string | undefined };

const read = ({ destination, embed, alias }: Written, folder: string | undefined): Link | undefined => {
  if (/^(?:[a-z][a-z\d+.-]*:|\/\/|\[\[)/i.test(destination)) return undefined; // elsewhere, or a wiki-link
  const [path = '', ...fragment] = destination.split('#');
  const target = decoded(path).trim();
  if (!isNote(target)) return undefined;
  return linkOf({ kind: embed ? 'embed' : 'markdown', target, fragment: decoded(fragment.join('#')), alias }, folder);
};

// "v1.2 plans" has no extension, "picture.png" has; a folder such as "/tags/" is no note.
const isNote = (path: string): boolean => /\.(?:md|markdown)$/i.test(path) || !/(?:\.[a-z\d]{1,8}|\/)$/i.test(path);

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text; // "100%.md" was never encoded
    throw error;
  }
};

const openingBracket = (prose: string, from: number, middle: number): number => {
  let depth = 0;
  for (let at = middle - 1; at >= from; at--) {
    if (prose[at] === ']') depth++;
    if (prose[at] === '[' && depth-- === 0) return at;
  }
  return -1;
};

const ANGLED = /<([^<>\r\n]*)>(?:\s+["'(][^\r\n]*?["')])?\s*\)/y;
const PLAIN = /([^\s()<]*(?:\([^\s()]*\)[^\s()]*)*)(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*\)/y;

const destinationAt = (prose: string, at: number): { readonly text: string; readonly end: number } | undefined => {
  const ahead = prose.slice(at, at + 2 * TARGET_LENGTH);
  const shape = ahead.startsWith('<') ? ANGLED : PLAIN;
  shape.lastIndex = 0;
  const [, text] = shape.exec(ahead) ?? [];
  return text === undefined || text === '' ? undefined : { text, end: at + shape.lastIndex };
};
