import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isAlive, signal } from '#platform/living-process';
import { accountFor } from '#platform/postgres/account';
import { binariesFor } from '#platform/postgres/binaries';
import { ensureCluster } from '#platform/postgres/cluster';
import { connectionUrl } from '#platform/postgres/connection';
import { killLeftovers, stopServer } from '#platform/postgres/orphan';
import { owner } from '#platform/postgres/owner';
import { removeRemains } from '#platform/postgres/postmaster-note';
import { type Server, startServer } from '#platform/postgres/server';
import { settings } from '#platform/postgres/settings';
import { endpointIn, endpointSettings, privateFolder } from '#platform/postgres/socket';

/** A PostgreSQL that no app supervises, as two processes share it. It stays at its address. */
export type DatabaseServer = {
  readonly url: string;
  /** Ends it as `kill -9` does, and starts it again. */
  readonly kill: () => Promise<void>;
  /** Copies its folder as it is at one moment. */
  readonly copy: () => string;
  /** Stops it, puts the copy in place of its folder, and starts it again. Answers when it was started (epoch milliseconds). */
  readonly failOver: (copy: string) => Promise<number>;
  readonly close: () => Promise<void>;
};

export const openDatabaseServer = async (): Promise<DatabaseServer> => {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'almanac-faults-')));
  const cluster = join(home, 'postgres');
  const account = accountFor(cluster, home);
  const scratch = privateFolder(account);
  const binaries = binariesFor(account, home);
  const password = await ensureCluster({ cluster, scratch, account, binaries });
  const endpoint = await endpointIn(scratch);
  const spec = {
    cluster,
    account,
    postgres: binaries.postgres,
    settings: { ...settings, max_connections: '100', ...endpointSettings(endpoint) },
    log: () => undefined,
  };
  let server: Server = await startServer(spec);
  let copies = 0;
  return {
    url: connectionUrl({ ...endpoint, user: owner, database: 'postgres', password }),
    kill: async () => {
      for (const pid of treeOf(server.pid)) signal(pid, 'SIGKILL');
      while (isAlive(server.pid)) await wait(5);
      killLeftovers(cluster);
      removeRemains(cluster); // as the app does before it starts its database: the pid may be that of another program by now
      server = await startServer(spec);
    },
    copy: () => {
      const target = join(home, `copy-${++copies}`);
      const all = treeOf(server.pid);
      for (const pid of all) signal(pid, 'SIGSTOP');
      try {
        execFileSync('cp', ['-a', cluster, target]);
      } finally {
        for (const pid of all) signal(pid, 'SIGCONT');
      }
      removeRemains(target);
      return target;
    },
    failOver: async (copy) => {
      await stopServer(server.pid);
      rmSync(cluster, { recursive: true });
      renameSync(copy, cluster);
      const at = Date.now();
      server = await startServer(spec);
      return at;
    },
    close: async () => {
      await stopServer(server.pid);
      for (const folder of [home, scratch]) rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** A process and its children, as PostgreSQL has them: no grandchildren. */
export const treeOf = (pid: number): readonly number[] => [
  pid,
  ...readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
    .map(Number),
];

const parentOf = (pid: string): number | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined; // it has ended meanwhile
  }
};
