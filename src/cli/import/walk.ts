import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { codeOf, UsageError } from '../problem.ts';

/** Why a file of the folder does not become a note. */
export type Left = 'attachment' | 'too-large' | 'unreadable' | 'symbolic-link' | 'outside' | 'special';

/** A file of the folder. `path` goes from the folder, joined by "/", on every system. */
export type Found = { readonly path: string; readonly file: string; readonly left?: Left };

/** The folder's real place. Throws when it is not a folder that can be read. */
export const openFolder = (folder: string): string => {
  try {
    if (!statSync(folder).isDirectory()) throw new UsageError(`${folder} is a file, not a folder.`);
    readdirSync(folder);
    return realpathSync(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw new UsageError(`There is no folder ${folder}.`);
    if (codeOf(error) === 'EACCES') throw new UsageError(`The folder ${folder} cannot be read: permission denied.`);
    throw error;
  }
};

/**
 * Every file below the folder, in the order of the names, without hidden ones (`.git`, `.obsidian`, `.trash` …).
 * Symbolic links are told, never followed: so nothing outside is read, nothing twice, and circles do not matter.
 */
export function* walk(root: string): Generator<Found> {
  const open: string[] = [''];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    const entries = entriesOf(join(root, folder));
    if (!entries) {
      yield { path: folder, file: join(root, folder), left: 'unreadable' };
      continue;
    }
    const folders: string[] = [];
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) folders.push(path);
      else yield found(root, path, entry);
    }
    open.push(...folders.reverse());
  }
}

const found = (root: string, path: string, entry: Dirent): Found => {
  const file = join(root, path);
  if (entry.isSymbolicLink()) return { path, file, left: isInside(root, file) ? 'symbolic-link' : 'outside' };
  // Pipes, sockets and devices: opening one could wait for ever.
  if (!entry.isFile()) return { path, file, left: 'special' };
  return /\.(?:md|markdown)$/i.test(entry.name) ? { path, file } : { path, file, left: 'attachment' };
};

const isInside = (root: string, link: string): boolean => {
  try {
    return `${realpathSync(link)}${sep}`.startsWith(root.endsWith(sep) ? root : root + sep);
  } catch {
    return true; // it points nowhere, or round in a circle
  }
};

const entriesOf = (folder: string): readonly Dirent[] | undefined => {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (['EACCES', 'EPERM', 'ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return undefined;
    throw error;
  }
};
