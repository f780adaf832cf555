import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { inject } from 'vitest';
import { openDataFolder } from '#platform/data-folder';
import { signal } from '#platform/living-process';
import { stopOrphan } from '#platform/postgres/orphan';
import { createPool } from '#platform/postgres/pool';
import { cleanUp } from '#testing/clean-up';

export type Ended = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** A server in a process of its own, as `npm start` makes it. */
export type ServerProcess = {
  readonly pid: number;
  readonly url: string;
  /** From the spawn to the banner. */
  readonly milliseconds: number;
  /** What it wrote for people (standard error) and what it logged (standard output). */
  readonly said: () => string;
  readonly logged: () => string;
  /** Sends the signal and waits for the end. */
  readonly end: (name?: NodeJS.Signals) => Promise<Ended>;
  readonly ended: Promise<Ended>;
};

/** A data folder and what may run on it. */
export type Installation = {
  readonly folder: string;
  /** Starts a server; rejects with what it said when it ends before it is ready. */
  readonly start: (env?: Readonly<Record<string, string>>) => Promise<ServerProcess>;
  readonly spawn: (env?: Readonly<Record<string, string>>) => ChildProcess;
  readonly token: () => string;
  /** The pid of the database that runs on the folder. */
  readonly databasePid: () => number;
  /** Ends the database at once, as `kill -9` does. */
  readonly killDatabase: () => void;
  /** Asks the database beside the server. */
  readonly ask: <Row extends object>(statement: string) => Promise<readonly Row[]>;
};

const root = join(import.meta.dirname, '../..');

/** Copies the cluster that the run has prepared into a data folder without one: creating and migrating one takes seconds. */
export const copyCluster = (folder: string): void => {
  const cluster = join(folder, 'postgres');
  if (!existsSync(cluster)) execFileSync('cp', ['-a', inject('cluster'), cluster]);
};

export type InstallationOptions = {
  /** Default: a new folder. */
  readonly folder?: string;
  /** Without a database, as before the first start of all. Default: with a migrated one. */
  readonly isEmpty?: boolean;
  /** Takes what removes the folder with everything that still runs on it. Default: after the last test of the file. */
  readonly atEnd?: (remove: () => Promise<void>) => unknown;
};

/** A data folder, removed after the last test of the file with everything that still runs on it. Call it at the top of the file. */
export const newInstallation = ({
  folder = mkdtempSync(join(tmpdir(), 'almanac-process-')),
  isEmpty = false,
  atEnd = cleanUp,
}: InstallationOptions = {}): Installation => {
  const cluster = join(folder, 'postgres');
  const children = new Set<ChildProcess>();
  atEnd(async () => {
    for (const child of children) child.kill('SIGKILL');
    await stopOrphan(cluster);
    const scratch = textOf(join(folder, 'socket'));
    if (scratch !== '') rmSync(scratch, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  });

  const spawnHere: Installation['spawn'] = (env = {}) => {
    if (!isEmpty) copyCluster(folder);
    const child = spawn(process.execPath, [join(root, 'src/main.ts')], {
      env: { ...environment(), ALMANAC_DATA: folder, PORT: '0', LOG_LEVEL: 'warn', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.add(child);
    child.once('exit', () => children.delete(child));
    return child;
  };

  const databasePid = () => Number.parseInt(readFileSync(join(cluster, 'postmaster.pid'), 'utf8'), 10);

  return {
    folder,
    spawn: spawnHere,
    start: (env) => ready(spawnHere(env)),
    token: () => openDataFolder(folder).readToken() ?? '',
    databasePid,
    killDatabase: () => signal(databasePid(), 'SIGKILL'),
    ask: async (statement) => {
      const password = textOf(join(cluster, 'almanac.password'));
      const connection = { host: textOf(join(folder, 'socket')), port: 1, user: 'almanac', database: 'postgres', password };
      const pool = createPool(connection, { size: 1, name: 'almanac-test' });
      try {
        return (await pool.query(statement)).rows;
      } finally {
        await pool.end();
      }
    },
  };
};

const ready = (child: ChildProcess): Promise<ServerProcess> => {
  const began = performance.now();
  const ended = endOf(child);
  const [said, logged] = [collected(child.stderr), collected(child.stdout)];
  const { promise, resolve, reject } = Promise.withResolvers<ServerProcess>();
  child.stderr?.on('data', () => {
    const [, url] = /Almanac is ready at (http\S+)[\s\S]*Ctrl-C/.exec(said()) ?? [];
    if (url === undefined) return;
    const end: ServerProcess['end'] = (name = 'SIGKILL') => {
      child.kill(name);
      return ended;
    };
    resolve({ pid: child.pid ?? 0, url, milliseconds: performance.now() - began, said, logged, end, ended });
  });
  void ended.then(({ code }) => reject(new Error(`The server ended (${code}) before it was ready:${said()}${logged()}`)));
  return promise;
};

/** How the process ends, once all that it said has arrived. */
export const endOf = (child: ChildProcess): Promise<Ended> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, name) => {
      // Its database holds the other end of the pipes; waiting for `close` would be waiting for that.
      void Promise.race([new Promise((closed) => child.once('close', closed)), wait(100)]).then(() =>
        resolve({ code, signal: name }),
      );
    });
  });

/** All that has been read from a stream so far. */
export const collected = (stream: NodeJS.ReadableStream | null): (() => string) => {
  let text = '';
  stream?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return () => text;
};

// What the machine's own variables say of servers and folders is not for these.
const environment = (): NodeJS.ProcessEnv => {
  const {
    ALMANAC_DATA: _,
    ALMANAC_URL: __,
    ALMANAC_TOKEN: ___,
    DATABASE_URL: ____,
    HOST: _____,
    PORT: ______,
    ...rest
  } = process.env;
  return { ...rest, NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'almanac', 'compiled') };
};

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
};
