import { linkSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ProcessIdentity, stillRuns, thisProcess } from '#platform/living-process';

export type FolderLock = { readonly release: () => void };

/** Another process works in this folder. */
export class FolderInUse extends Error {
  readonly pid: number;

  constructor(folder: string, pid: number) {
    super(
      `The data folder ${folder} is in use by the process ${pid}. Stop that one first, or set ALMANAC_DATA to another folder.`,
    );
    this.name = 'FolderInUse';
    this.pid = pid;
  }
}

/**
 * Takes the folder for this process, until `release` or the end of the process. A lock left behind by a process that no longer
 * runs is taken over, also when its pid has been given to another process since.
 */
export const lockFolder = (folder: string): FolderLock => {
  const file = join(folder, 'lock');
  const mine = thisProcess();
  const draft = `${file}.${mine.pid}.${process.hrtime.bigint()}`;
  write(draft, JSON.stringify(mine), folder);
  try {
    for (let attempt = 0; attempt < 10; attempt++) {
      if (created(draft, file)) return { release: () => releaseOwn(file, mine) };
      const text = contentOf(file);
      const holder = text === undefined ? undefined : holderIn(text);
      if (holder && stillRuns(holder)) throw new FolderInUse(folder, holder.pid);
      if (text !== undefined) discard(file, text);
    }
    throw new Error(`The lock ${file} changes hands all the time.`);
  } finally {
    rmSync(draft, { force: true });
  }
};

const write = (file: string, text: string, folder: string): void => {
  try {
    writeFileSync(file, text, { mode: 0o600 });
  } catch (error) {
    if (codeOf(error) !== 'EACCES') throw error;
    throw new Error(
      `The data folder ${folder} belongs to another user. Start as that user, or set ALMANAC_DATA to another folder.`,
      { cause: error },
    );
  }
};

// A hard link appears at once with its content, so nobody ever reads half a lock.
const created = (draft: string, file: string): boolean => {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    return createdWithoutLinks(draft, file);
  }
};

const createdWithoutLinks = (draft: string, file: string): boolean => {
  try {
    writeFileSync(file, readFileSync(draft), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
};

// Two starts may judge the same stale lock; moving it aside shows whether the one moved is still the one judged.
const discard = (file: string, judged: string): void => {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if (contentOf(aside) !== judged) created(aside, file);
  rmSync(aside, { force: true });
};

const releaseOwn = (file: string, mine: ProcessIdentity): void => {
  if (contentOf(file) === JSON.stringify(mine)) unlinkSync(file);
};

const contentOf = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
};

const holderIn = (text: string): ProcessIdentity | undefined => {
  try {
    const { pid, started }: { readonly pid?: unknown; readonly started?: unknown } = JSON.parse(text);
    return typeof pid === 'number' && typeof started === 'string' ? { pid, started } : undefined;
  } catch {
    return undefined;
  }
};

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);
