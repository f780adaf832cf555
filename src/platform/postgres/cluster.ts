import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Account } from '#platform/postgres/account';
import type { Binaries } from '#platform/postgres/binaries';
import { killLeftovers } from '#platform/postgres/orphan';
import { owner, passwordFile } from '#platform/postgres/owner';
import { runAt } from '#platform/postgres/program';

const major = '18';

export type ClusterSite = {
  /** The cluster's folder. */
  readonly cluster: string;
  /** A private folder that the account can reach, for the time of initdb. */
  readonly scratch: string;
  readonly account: Account | undefined;
  readonly binaries: Binaries;
};

/** Makes the cluster when it is missing: aside and then renamed, so that a kill leaves either all of it or none. Answers with its password. */
export const ensureCluster = async (site: ClusterSite): Promise<string> => {
  sweepDrafts(site.cluster);
  if (!existsSync(site.cluster)) await createCluster(site);
  requireMajor(site.cluster);
  return readFileSync(join(site.cluster, passwordFile), 'utf8').trim();
};

const createCluster = async (site: ClusterSite): Promise<void> => {
  const { cluster, scratch, account } = site;
  const draft = `${cluster}.new-${process.pid}-${randomBytes(4).toString('hex')}`;
  const password = randomBytes(24).toString('base64url');
  const secret = join(scratch, 'password');
  writeFileSync(secret, password, { mode: 0o600 });
  if (account) chownSync(secret, account.uid, account.gid);
  try {
    await initdb(site, draft, secret);
    const kept = join(draft, passwordFile);
    writeFileSync(kept, `${password}\n`, { mode: 0o600, flush: true });
    if (account) chownSync(kept, account.uid, account.gid);
    renameSync(draft, cluster);
  } finally {
    rmSync(secret, { force: true });
    rmSync(draft, { recursive: true, force: true });
  }
};

/**
 * Order and case of texts come from PostgreSQL's own C.UTF-8, the same on every machine. Only `lc_ctype` asks the system:
 * pg_trgm uses it to tell letters, and with plain C it would see none outside ASCII ("Übung" would be "bung").
 */
const characterTypes: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['C.UTF-8', 'C.utf8', 'en_US.UTF-8', 'C'],
  darwin: ['UTF-8', 'en_US.UTF-8', 'C'],
};

const initdb = async (site: ClusterSite, draft: string, secret: string): Promise<void> => {
  const failures: string[] = [];
  for (const characters of characterTypes[process.platform] ?? ['C']) {
    mkdirSync(draft, { mode: 0o700 });
    if (site.account) chownSync(draft, site.account.uid, site.account.gid);
    const { code, output } = await runAt(draft, site, site.binaries.initdb, (data) => [
      `--pgdata=${data}`,
      `--username=${owner}`,
      `--pwfile=${secret}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      `--lc-ctype=${characters}`,
      '--no-instructions',
    ]);
    if (code === 0) return;
    failures.push(output.trim());
    rmSync(draft, { recursive: true, force: true });
    if (!output.includes('invalid locale name')) break;
  }
  throw new Error(`The database could not be created: ${failures.at(-1)}`);
};

// The lock on the data folder is held, so a draft that lies here belongs to nobody any more; its initdb may still be at work.
const sweepDrafts = (cluster: string): void => {
  for (const name of readdirSync(dirname(cluster))) {
    if (!name.startsWith('postgres.new-')) continue;
    const draft = join(dirname(cluster), name);
    killLeftovers(draft);
    rmSync(draft, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
};

const requireMajor = (cluster: string): void => {
  const found = versionIn(cluster);
  if (found !== major)
    throw new Error(
      `${cluster} holds a database of PostgreSQL ${found ?? '(unknown)'}; this version of Almanac runs PostgreSQL ${major}.`,
    );
};

const versionIn = (cluster: string): string | undefined => {
  try {
    return readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return undefined;
    if (code === 'EACCES')
      throw new Error(`${cluster} belongs to another user. It was probably started as root before.`, { cause: error });
    throw error;
  }
};
