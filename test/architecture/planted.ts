import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const repository = join(import.meta.dirname, '../..');

export type Violation = { readonly rule: string; readonly file: string };
type Planted = Violation & { readonly text: string };

/** The rules and the same files that every planted tree is judged by: the ones in use, not copies of their wording. */
const configuration = [
  'package.json',
  'tsconfig.json',
  'tsconfig.domain.json',
  'types',
  '.dependency-cruiser.cjs',
  '.oxlintrc.json',
  'biome.json',
  'knip.json',
  '.jscpd.json',
];

/** Reads `## rule` headings and the files in code blocks below them, opened with "```language path". */
const read = (name: string): readonly Planted[] => {
  const text = readFileSync(join(import.meta.dirname, 'planted', `${name}.md`), 'utf8');
  return text.split(/^## /m).flatMap((section) => {
    const rule = section.slice(0, section.indexOf('\n')).trim();
    return [...section.matchAll(/^```\w+ (\S+)\n(.*?)^```$/gms)].map(([, file = '', body = '']) => ({ rule, file, text: body }));
  });
};

/** A tree in a temporary folder with the files of one page of planted violations, and what must be found in it. */
export const plant = (name: string, extras: readonly string[] = []) => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'planted-')));
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  for (const file of [...configuration, ...extras])
    if (existsSync(join(repository, file))) cpSync(join(repository, file), join(root, file), { recursive: true });
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'), 'dir');
  const files = read(name);
  for (const { file, text } of files) write(file, text);
  return {
    root,
    write,
    expected: files.filter(({ rule }) => rule !== 'sound').map(({ rule, file }) => ({ rule, file })),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
};

/** One line per violation, sorted, so that a difference reads well. */
export const lines = (violations: readonly Violation[]): readonly string[] =>
  [...new Set(violations.map(({ rule, file }) => `${rule}: ${file}`))].toSorted();
