import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { codeOf } from '#platform/error-code';
import { type ProcessIdentity, thisProcess } from '#platform/living-process';

/** The content of the file `lock` in a data folder: the process that has it. Earlier versions judged by this alone, and named no host. */
export type LockNote = ProcessIdentity & { readonly host?: string };

export const readNote = (folder: string): LockNote | undefined => {
  try {
    const { pid, started, host }: { readonly [Key in keyof LockNote]?: unknown } = JSON.parse(readFileSync(file(folder), 'utf8'));
    if (typeof pid !== 'number' || typeof started !== 'string') return undefined;
    return { pid, started, ...(typeof host === 'string' ? { host } : {}) };
  } catch (error) {
    if (error instanceof SyntaxError || codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
};

/** Puts this process into the note. To be called with the lock held. */
export const writeNote = (folder: string): LockNote => {
  const note = { ...thisProcess(), host: hostname() };
  const draft = `${file(folder)}.new`;
  writeFileSync(draft, JSON.stringify(note), { mode: 0o600 });
  renameSync(draft, file(folder));
  return note;
};

/** Removes the note, unless another process has written its own. */
export const removeNote = (folder: string, { pid, started }: LockNote): void => {
  const note = readNote(folder);
  if (note?.pid === pid && note.started === started) rmSync(file(folder), { force: true });
};

const file = (folder: string): string => join(folder, 'lock');
