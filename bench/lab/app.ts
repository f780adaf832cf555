import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type DataFolder, openDataFolder } from '#platform/data-folder';

export type App = {
  readonly url: string;
  readonly pid: number;
  /** Milliseconds from the start of the process to the first "ready". */
  readonly readyAfter: number;
  /** A request with the owner's token; throws unless the answer is a 2xx. */
  readonly call: (method: string, path: string, body?: unknown) => Promise<unknown>;
  readonly token: string;
  readonly stop: () => Promise<void>;
};

const root = join(import.meta.dirname, '../..');
const patience = 60_000;

/** Starts the app as `npm start` does, on this data folder and a free port, and waits until it says that it is ready. */
export const startApp = async (folder: string): Promise<App> => {
  const started = performance.now();
  const child = spawn(process.execPath, ['scripts/run.mjs', 'src/main.ts'], {
    cwd: root,
    env: { ...process.env, ALMANAC_DATA: folder, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'warn', DATABASE_URL: '' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
  try {
    const { url, token, pid } = await found(child, openDataFolder(folder), started);
    return {
      url,
      pid,
      token,
      readyAfter: performance.now() - started,
      call: async (method, path, body) => {
        const response = await fetch(`${url}${path}`, {
          method,
          headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
        return response.json();
      },
      stop: () => stop(child),
    };
  } catch (error) {
    await stop(child);
    console.error(said.join(''));
    throw error;
  }
};

/** Uses a data folder that is removed afterwards. */
export const withFolder = async <T>(use: (folder: string) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'almanac-bench-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

export const withApp = <T>(use: (app: App) => Promise<T>): Promise<T> =>
  withFolder(async (folder) => {
    const app = await startApp(folder);
    try {
      return await use(app);
    } finally {
      await app.stop();
    }
  });

const found = async (child: ChildProcess, folder: DataFolder, started: number) => {
  while (performance.now() - started < patience) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`The app ended with ${child.exitCode ?? child.signalCode} before it was ready.`);
    const server = folder.readServer();
    const token = folder.readToken();
    if (server && token !== undefined && (await isReady(server.url))) return { ...server, token };
    await wait(10);
  }
  throw new Error(`The app was not ready after ${patience / 1000} s.`);
};

const isReady = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(`${url}/health/ready`)).ok;
  } catch {
    return false; // nobody listens there yet, or any more: a file of an earlier start
  }
};

const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
};
