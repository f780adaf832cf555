import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const clone = fileURLToPath(new URL('../../', import.meta.url));

/** Where the running server is reached, for the command line. */
export type ServerFile = { readonly url: string; readonly pid: number };

/** Small files of state in the folder that belongs to one installation. */
export type DataFolder = {
  readonly path: string;
  readonly readServer: () => ServerFile | undefined;
  readonly writeServer: (server: ServerFile) => void;
  readonly removeServer: () => void;
  readonly readToken: () => string | undefined;
  readonly writeToken: (token: string) => void;
  readonly readMasterKey: () => string | undefined;
  readonly writeMasterKey: (key: string) => void;
};

/** The absolute path of the data folder: `setting` as seen from the current directory, else `.almanac` in the clone. */
export const dataFolderPath = (setting: string | undefined): string =>
  setting === undefined || setting === '' ? join(clone, '.almanac') : resolve(setting);

/** Opens the data folder, and creates it for this user alone when it is missing. */
export const openDataFolder = (path: string): DataFolder => {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (!statSync(path).isDirectory()) throw new Error(`The data folder ${path} is not a folder.`);
  return {
    path,
    readServer: () => serverIn(read(join(path, 'server.json'))),
    writeServer: (server) => write(join(path, 'server.json'), `${JSON.stringify(server)}\n`),
    removeServer: () => rmSync(join(path, 'server.json'), { force: true }),
    readToken: () => read(join(path, 'token'))?.trim(),
    writeToken: (token) => write(join(path, 'token'), `${token}\n`),
    readMasterKey: () => read(join(path, 'master-key'))?.trim(),
    writeMasterKey: (key) => write(join(path, 'master-key'), `${key}\n`),
  };
};

const read = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
};

// Written aside, synced and renamed: a reader, and a power cut, see the old content or the new one.
const write = (file: string, content: string): void => {
  const draft = `${file}.${process.pid}.new`;
  writeFileSync(draft, content, { mode: 0o600, flush: true });
  renameSync(draft, file);
};

const serverIn = (text: string | undefined): ServerFile | undefined => {
  if (text === undefined) return undefined;
  try {
    const { url, pid }: { readonly url?: unknown; readonly pid?: unknown } = JSON.parse(text);
    return typeof url === 'string' && typeof pid === 'number' ? { url, pid } : undefined;
  } catch {
    return undefined;
  }
};
