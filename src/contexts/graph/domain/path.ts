import type { Brand } from '#kernel/brand';
import { valid } from '#kernel/rejection';
import { fits, isLine } from './characters.ts';

/** Where a note lies in the folder it came from, such as `projects/almanac.md`. */
export type Path = Brand<string, 'Path'>;

export const PATH_LENGTH = 1_024;

export const Path = (text: string): Path => {
  const path = text.normalize('NFC');
  valid(
    path !== '' && fits(path, PATH_LENGTH) && isLine(path),
    'graph.bad-path',
    `A path is one line of 1 to ${PATH_LENGTH} characters.`,
  );
  valid(
    path.split('/').every((part) => part !== '' && part !== '.' && part !== '..') && !path.includes('\\'),
    'graph.bad-path',
    'A path names folders and a file, joined by "/", and never leaves its folder.',
  );
  return path as Path;
};
