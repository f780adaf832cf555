/** A link as it stands in a note's text. */
export type Link = {
  /** As written, without heading, block and display text. */
  readonly target: string;
  /** What `linkKey` makes of the target; a relative path is resolved against the note's own folder first. */
  readonly key: string;
  /** The key from the vault's root, where a relative path may have been meant so; tried when no note carries `key`. */
  readonly otherwise?: string;
  readonly kind: 'wikilink' | 'embed' | 'markdown';
  readonly heading?: string;
  readonly block?: string;
  /** The display text. */
  readonly alias?: string;
};

/** In UTF-16 units, so that a key (at most 1,536 bytes) fits a B-tree entry of PostgreSQL (2,704 bytes). */
export const KEY_LENGTH = 512;

/**
 * What two spellings of one name have in common: case, white space, `-` and `_` do not matter, nor do `.md`, `./` and a leading `/`.
 * A text that names nothing, or is longer than `KEY_LENGTH`, has the empty key, which no note carries.
 */
export const linkKey = (text: string): string => {
  const key = spelt(text, folded);
  return key.length <= KEY_LENGTH ? key : '';
};

/** A name as written, so far as a link can tell: composed, with `/` between folders, without `.md` and `./`. */
export const spellingOf = (text: string): string => spelt(text, (part) => part.trim());

/** Lower ranks go first: 0 exact path, 1 file name or title, 2 end of a path, 3 alias. */
export type Rank = 0 | 1 | 2 | 3;
export type Name = { readonly key: string; readonly rank: Rank; readonly spelling: string };

type Named = { readonly path?: string; readonly title: string; readonly aliases: readonly string[] };

/** Every key under which links find a note, each at its best rank. */
export const namesOf = ({ path, title, aliases }: Named): readonly Name[] => {
  const names = new Map<string, Name>();
  const add = (text: string, rank: Rank) => {
    const key = linkKey(text);
    if (key !== '' && !names.has(key)) names.set(key, { key, rank, spelling: spellingOf(text) });
  };
  const parts = path === undefined ? [] : spellingOf(path).split('/');
  add(parts.join('/'), 0);
  add(parts.at(-1) ?? '', 1);
  add(title, 1);
  for (let from = 1; from < parts.length - 1; from++) add(parts.slice(from).join('/'), 2);
  for (const alias of aliases) add(alias, 3);
  return [...names.values()];
};

export type Carrier<Id> = { readonly id: Id; readonly rank: Rank; readonly spelling?: string };
export type Resolution<Id> =
  | { readonly status: 'resolved'; readonly id: Id }
  | { readonly status: 'ambiguous'; readonly ids: readonly Id[] }
  | { readonly status: 'unresolved' };

/**
 * The note that a link stands for, given all carriers of its key: the lowest rank at which exactly one note carries the key, or exactly one
 * in the spelling of `target`. Vaults have `Push.md` beside `push.md`: by key alone, one link in fifteen of flancian-garden is ambiguous.
 */
export const resolve = <Id>(carriers: readonly Carrier<Id>[], target = ''): Resolution<Id> => {
  const wanted = carriers.length > 1 ? spellingOf(target) : '';
  for (const rank of [0, 1, 2, 3]) {
    const there = carriers.filter((carrier) => carrier.rank === rank);
    const [only, second] = there.length > 1 ? there.filter(({ spelling = '' }) => isSpelt(spelling, wanted)) : there;
    if (only && !second) return { status: 'resolved', id: only.id };
  }
  return carriers.length > 0 ? { status: 'ambiguous', ids: carriers.map(({ id }) => id) } : { status: 'unresolved' };
};

// A relative link spells only the end of the path that its key stands for.
const isSpelt = (spelling: string, wanted: string): boolean =>
  wanted !== '' && (spelling === wanted || spelling.endsWith(`/${wanted}`) || wanted.endsWith(`/${spelling}`));

const spelt = (text: string, spell: (part: string) => string): string => {
  if (text.length > 4 * KEY_LENGTH) return '';
  const kept: string[] = [];
  for (const part of text.normalize('NFC').replaceAll('\\', '/').split('/').map(spell)) {
    if (part === '..') kept.pop();
    else if (part !== '' && part !== '.') kept.push(part);
  }
  const last = kept.pop();
  return last === undefined ? '' : [...kept, withoutExtension(last)].join('/');
};

// A name of nothing but "-" and "_" keeps them: it would have no key otherwise.
const folded = (part: string): string =>
  part
    .toLowerCase()
    .normalize('NFC')
    .replace(/[\s_-]+/g, ' ')
    .trim() || part.trim();

// ".md" and "...md" are names, since nothing or a folder's shorthand would be left of them.
const withoutExtension = (name: string): string => {
  const shorter = name.slice(0, -3).trimEnd();
  return name.slice(-3).toLowerCase() !== '.md' || /^\.{0,2}$/.test(shorter) ? name : withoutExtension(shorter);
};
