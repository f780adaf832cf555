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
  if (text.length > 4 * KEY_LENGTH) return '';
  const key = segments(text.normalize('NFC').toLowerCase().normalize('NFC').replaceAll('\\', '/')).join('/');
  return key.length <= KEY_LENGTH ? key : '';
};

/** Lower ranks go first: 0 exact path, 1 file name or title, 2 end of a path, 3 alias. */
export type Rank = 0 | 1 | 2 | 3;
export type Name = { readonly key: string; readonly rank: Rank };

type Named = { readonly path?: string; readonly title: string; readonly aliases: readonly string[] };

/** Every key under which links find a note, each at its best rank. */
export const namesOf = ({ path, title, aliases }: Named): readonly Name[] => {
  const names = new Map<string, Rank>();
  const add = (text: string, rank: Rank) => {
    const key = linkKey(text);
    if (key !== '' && !names.has(key)) names.set(key, rank);
  };
  const parts = path === undefined ? [] : linkKey(path).split('/');
  add(parts.join('/'), 0);
  add(parts.at(-1) ?? '', 1);
  add(title, 1);
  for (let from = 1; from < parts.length - 1; from++) add(parts.slice(from).join('/'), 2);
  for (const alias of aliases) add(alias, 3);
  return [...names].map(([key, rank]) => ({ key, rank }));
};

export type Carrier<Id> = { readonly id: Id; readonly rank: Rank };
export type Resolution<Id> =
  | { readonly status: 'resolved'; readonly id: Id }
  | { readonly status: 'ambiguous'; readonly ids: readonly Id[] }
  | { readonly status: 'unresolved' };

/** The note a key stands for: the lowest rank at which exactly one note carries it. Ambiguous when there are carriers, but no such rank. */
export const resolve = <Id>(carriers: readonly Carrier<Id>[]): Resolution<Id> => {
  for (const rank of [0, 1, 2, 3]) {
    const [first, second] = carriers.filter((carrier) => carrier.rank === rank);
    if (first && !second) return { status: 'resolved', id: first.id };
  }
  return carriers.length > 0 ? { status: 'ambiguous', ids: carriers.map(({ id }) => id) } : { status: 'unresolved' };
};

const segments = (path: string): readonly string[] => {
  const kept: string[] = [];
  for (const part of path.split('/').map(plain)) {
    if (part === '..') kept.pop();
    else if (part !== '' && part !== '.') kept.push(part);
  }
  const last = kept.pop();
  return last === undefined ? [] : [...kept, withoutExtension(last)];
};

// A name of nothing but "-" and "_" keeps them: it would have no key otherwise.
const plain = (part: string): string => part.replace(/[\s_-]+/g, ' ').trim() || part.trim();

const withoutExtension = (name: string): string => {
  let end = name.length;
  while (end > 3 && name.endsWith('.md', end)) end = name.slice(0, end - 3).trimEnd().length;
  return name.slice(0, end);
};
