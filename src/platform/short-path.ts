import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const longest = 103; // macOS allows 104 bytes with the closing zero, Linux 108

export const isShort = (path: string): boolean => Buffer.byteLength(path) <= longest;

/** Calls `use` with a path of this file that fits into the address of a Unix socket: where the folder's own is too long, through a link. */
export const withShortPath = async <T>(folder: string, name: string, use: (path: string) => Promise<T>): Promise<T> => {
  const path = join(folder, name);
  if (isShort(path)) return use(path);
  const links = mkdtempSync(join(isShort(join(tmpdir(), 'almanac-123456', 'd', name)) ? tmpdir() : '/tmp', 'almanac-'));
  try {
    symlinkSync(folder, join(links, 'd'));
    return await use(join(links, 'd', name));
  } finally {
    rmSync(links, { recursive: true, force: true });
  }
};
