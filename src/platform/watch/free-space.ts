import { statfs } from 'node:fs/promises';

const MiB = 2 ** 20;

/** Below it, PostgreSQL cannot write an event with its views. */
export const leastRoom = 1 * MiB;
/** Below it, an operator has to look. */
export const scarceRoom = 512 * MiB;

/** Bytes that a user without privileges can still write below a folder. */
export const freeBytes = async (folder: string): Promise<number> => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
};

/** Rejects when less is free than that. */
export const hasRoom = async (folder: string, leastBytes: number): Promise<void> => {
  const free = await freeBytes(folder);
  if (free < leastBytes)
    throw new Error(`The disk of the data folder has ${inMiB(free)} MiB left; at least ${inMiB(leastBytes)} MiB are needed.`);
};

const inMiB = (bytes: number): number => Math.floor(bytes / MiB);
