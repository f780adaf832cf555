import { chmodSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type FolderLock, lockFolder } from '#platform/folder-lock';
import { accountFor } from '#platform/postgres/account';
import { binariesFor } from '#platform/postgres/binaries';
import { ensureCluster } from '#platform/postgres/cluster';
import type { Connection } from '#platform/postgres/connection';
import { stopOrphan, stopServer } from '#platform/postgres/orphan';
import { owner } from '#platform/postgres/owner';
import { type Log, type Server, type ServerSpec, startServer } from '#platform/postgres/server';
import { settings } from '#platform/postgres/settings';
import { endpointIn, endpointSettings, privateFolder } from '#platform/postgres/socket';

export type EmbeddedOptions = {
  /** The data folder; the cluster lies in its subfolder `postgres`. */
  readonly folder: string;
  readonly log: Log;
  /** Server settings on top of ours, for tests. */
  readonly overrides?: Readonly<Record<string, string>>;
};

export type EmbeddedPostgres = {
  /** Stays the same when the server is restarted. */
  readonly connection: Connection;
  /** The server's process; another one after a restart. */
  readonly pid: number;
  /** Stops the server, and gives the folder free. May be called more than once. */
  readonly stop: () => Promise<void>;
  /** Calls the listener whenever the server had ended by itself and accepts connections again. */
  readonly onRestart: (listener: () => void) => void;
};

/**
 * Starts PostgreSQL on the data folder, which is created when it is missing, and keeps it running until `stop`. Cleans up first
 * after an app or a server that was killed. Throws `FolderInUse` when another process has the folder.
 */
export const startEmbedded = async ({ folder, log, overrides = {} }: EmbeddedOptions): Promise<EmbeddedPostgres> => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const home = realpathSync(folder);
  const lock = await lockFolder(home, (message) => log('warn', message));
  let scratch: string | undefined;
  try {
    const cluster = join(home, 'postgres');
    const account = accountFor(cluster, home);
    // Only Linux lets root hand over a folder that its user cannot enter (see startAt).
    if (account && process.platform !== 'linux') chmodSync(home, 0o711);
    const stopped = await stopOrphan(cluster);
    if (stopped !== undefined) log('warn', `The database process ${stopped} had outlived its app and was stopped.`);
    scratch = renewScratch(home, () => privateFolder(account));
    const binaries = binariesFor(account, home);
    const password = await ensureCluster({ cluster, scratch, account, binaries });
    const endpoint = await endpointIn(scratch);
    const spec = {
      cluster,
      account,
      postgres: binaries.postgres,
      settings: { ...settings, ...overrides, ...endpointSettings(endpoint) },
      log,
    };
    const connection = { ...endpoint, user: owner, database: 'postgres', password };
    return supervise({ spec, server: await startServer(spec), connection, release: releaseOf(lock, scratch) });
  } catch (error) {
    releaseOf(lock, scratch)();
    throw error;
  }
};

type Supervised = {
  readonly spec: ServerSpec;
  readonly server: Server;
  readonly connection: Connection;
  readonly release: () => void;
};

const supervise = ({ spec, server: first, connection, release }: Supervised): EmbeddedPostgres => {
  let server = first;
  let stopping: Promise<void> | undefined;
  const listeners: (() => void)[] = [];

  const watch = async (): Promise<void> => {
    while (stopping === undefined) {
      const how = await server.exited;
      if (stopping !== undefined) return;
      spec.log('error', `The database process ${server.pid} has ended (${how}); starting it again.`);
      await restart();
    }
  };
  const restart = async (): Promise<void> => {
    for (let pause = 100; stopping === undefined; pause = Math.min(pause * 2, 2_000)) {
      try {
        server = await startServer(spec);
        spec.log('info', `The database runs again, as process ${server.pid}.`);
        for (const listener of listeners) listener();
        return;
      } catch (error) {
        spec.log('error', error instanceof Error ? error.message : String(error));
        await wait(pause);
      }
    }
  };
  const watching = watch();

  const stop = async (): Promise<void> => {
    if (server.running()) await stopServer(server.pid);
    await watching;
    // A restart that was under way when `stop` was called has put another server in place.
    if (server.running()) await stopServer(server.pid);
    release();
  };

  return {
    connection,
    get pid() {
      return server.pid;
    },
    stop: () => (stopping ??= stop()),
    onRestart: (listener) => void listeners.push(listener),
  };
};

// A killed app leaves its private folder behind; the path is kept so that the next start removes it.
const renewScratch = (home: string, create: () => string): string => {
  const note = join(home, 'socket');
  try {
    const before = readFileSync(note, 'utf8').trim();
    if (/\/almanac-[A-Za-z0-9]{6}$/.test(before)) rmSync(before, { recursive: true, force: true });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  const folder = create();
  writeFileSync(note, `${folder}\n`, { mode: 0o600 });
  return folder;
};

const releaseOf = (lock: FolderLock, scratch: string | undefined) => (): void => {
  if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true });
  lock.release();
};
