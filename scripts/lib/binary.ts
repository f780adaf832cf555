import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Manifest = { readonly bin: string | Readonly<Record<string, string>> };

/** The JavaScript file behind a package's command, so that it runs on this Node and not on whichever the PATH names. */
export const binary = (root: string, pack: string, command?: string): string => {
  const home = join(root, 'node_modules', pack);
  const { bin } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as Manifest; // npm's own format
  const file = typeof bin === 'string' ? bin : (bin[command ?? pack.split('/').at(-1) ?? pack] ?? Object.values(bin)[0]);
  if (file === undefined) throw new Error(`The package ${pack} has no command.`);
  return join(home, file);
};
