import { type FileHandle, open } from 'node:fs/promises';
import { UsageError } from './problem.ts';

/** Opens a file to be read; where that is not possible, says so. */
export const openFile = async (file: string): Promise<FileHandle> => {
  try {
    return await open(file);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'There is no file' : 'Nobody may read';
    throw new UsageError(`${reason} ${file}.`);
  }
};
