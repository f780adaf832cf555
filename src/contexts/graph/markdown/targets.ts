import { isLine } from '../domain/characters.ts';
import { type Link, linkKey } from '../domain/link.ts';

/** The longest target and display text that are read, in UTF-16 units. */
export const TARGET_LENGTH = 1_000;

type Parts = {
  readonly kind: Link['kind'];
  readonly target: string;
  readonly fragment: string;
  readonly alias?: string | undefined;
};

/** The link these parts make in a note of `folder`, or nothing where they lead to no other note. */
export const linkOf = ({ kind, target, fragment, alias }: Parts, folder: string | undefined): Link | undefined => {
  const [key, otherwise] = keysOf(kind, target, folder);
  if (!key || !isLine(target)) return undefined;
  const [heading, block] = headingAndBlock(fragment);
  const display = alias?.replace(/\s+/g, ' ').trim() ?? '';
  return {
    target,
    key,
    ...(otherwise ? { otherwise } : {}),
    kind,
    ...(heading !== '' && isLine(heading) ? { heading } : {}),
    ...(block !== '' && isLine(block) ? { block } : {}),
    ...(display !== '' && isLine(display) ? { alias: display } : {}),
  };
};

/** The folder of a note's path; the root is ''. */
export const folderOf = (path: string): string => {
  const clean = path.replaceAll('\\', '/');
  return clean.slice(0, Math.max(0, clean.lastIndexOf('/')));
};

// Obsidian and GitHub read `[x](a/b.md)` from the note's folder, Quartz and Obsidian's "absolute path" setting from the vault's root.
const keysOf = (kind: Link['kind'], target: string, folder: string | undefined): readonly (string | undefined)[] => {
  const plain = linkKey(target);
  if (folder === undefined || plain === '') return [plain];
  const here = linkKey(`${folder}/${target}`);
  if (/^\.\.?[\\/]/.test(target)) return [here];
  if (kind === 'wikilink' || kind === 'embed' || /^[\\/]/.test(target) || here === plain) return [plain];
  return [here, plain];
};

const headingAndBlock = (fragment: string): readonly [string, string] => {
  const at = fragment.lastIndexOf('^');
  if (at < 0 || (at > 0 && fragment[at - 1] !== '#')) return [fragment.trim(), ''];
  return [fragment.slice(0, Math.max(0, at - 1)).trim(), fragment.slice(at + 1).trim()];
};
