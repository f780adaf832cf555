import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { userInfo } from 'node:os';

/** The user that PostgreSQL, which refuses root, runs as; undefined when that is the user of this process. */
export type Account = { readonly uid: number; readonly gid: number };

/** As root: the owner of what is there (the cluster, else the data folder), else the user `almanac`, else `nobody`. */
export const accountFor = (cluster: string, folder: string): Account | undefined => {
  if (process.platform === 'win32' || userInfo().uid !== 0) return undefined;
  const account = ownerOf(cluster) ?? ownerOf(folder) ?? accountNamed('almanac') ?? accountNamed('nobody');
  if (account) return account;
  throw new Error(
    'PostgreSQL does not run as root, and there is no user "almanac" or "nobody" to run it as. Create one, or set DATABASE_URL.',
  );
};

const ownerOf = (path: string): Account | undefined => {
  const owner = statSync(path, { throwIfNoEntry: false });
  if (!owner || owner.uid === 0) return undefined;
  // initdb looks its user up by number, and refuses one without a name.
  return idOf('-un', String(owner.uid)) === undefined ? undefined : { uid: owner.uid, gid: owner.gid };
};

const accountNamed = (name: string): Account | undefined => {
  const [uid, gid] = [idOf('-u', name), idOf('-g', name)];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
};

const idOf = (what: '-u' | '-g' | '-un', user: string): string | undefined => {
  try {
    return execFileSync('id', [what, user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
};
