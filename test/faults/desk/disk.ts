import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Mounting needs root, and Linux. */
export const canMount = (): boolean => process.platform === 'linux' && userInfo().uid === 0;

export type Disk = {
  readonly folder: string;
  /** Fills it up to the last byte. */
  readonly fill: () => void;
  readonly free: () => void;
  readonly close: () => void;
};

/** A disk in memory. */
export const smallDisk = (megabytes: number): Disk => {
  const { home, folder, close } = mounted((at) => mount('-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', at));
  return { folder, ...filler(folder), close: () => closed(close, home) };
};

const megabyte = Buffer.alloc(2 ** 20);

const filler = (folder: string): Pick<Disk, 'fill' | 'free'> => {
  const path = join(folder, 'filler');
  return {
    fill: () => {
      const file = openSync(path, 'w');
      try {
        for (let chunk = megabyte; chunk.length > 0; ) {
          if (!isWritten(file, chunk)) chunk = chunk.subarray(0, chunk.length >> 1);
        }
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(path, { force: true }),
  };
};

const isWritten = (file: number, chunk: Buffer): boolean => {
  try {
    return writeSync(file, chunk) === chunk.length;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return false;
    throw error;
  }
};

/** `cut` copies the disk as it is, calls `stopped` to end what writes to it, and puts the copy in its place. */
export type ImageDisk = Disk & { readonly cut: (stopped: () => Promise<void>) => Promise<void> };

/**
 * A disk whose power can be cut. It is an ext4 image behind a loop device: what was written and not synced lies in the kernel's memory
 * and not in the image. A copy of the image, taken while every process that writes is stopped, is therefore what a disk holds after the
 * power has failed: all that was synced, and little else. What it cannot show: a disk that lies about its cache, and torn sectors.
 */
export const imageDisk = (megabytes: number): ImageDisk => {
  let image = '';
  const { home, folder, close } = mounted((at, parent) => {
    image = join(parent, 'image-0');
    execFileSync('truncate', ['-s', `${megabytes}M`, image]);
    execFileSync('mkfs.ext4', ['-q', '-F', image]);
    mount('-o', 'loop,noatime', image, at);
  });
  let cuts = 0;
  return {
    folder,
    ...filler(folder),
    cut: async (stopped) => {
      const after = join(home, `image-${++cuts}`);
      execFileSync('cp', ['--sparse=always', image, after]);
      await stopped();
      execFileSync('umount', [folder]);
      rmSync(image);
      image = after;
      mount('-o', 'loop,noatime', image, folder);
    },
    close: () => closed(close, home),
  };
};

const closed = (unmount: () => void, home: string): void => {
  unmount();
  rmSync(home, { recursive: true, force: true });
};

const mount = (...args: readonly string[]): void => void execFileSync('mount', args);

const mounted = (mountAt: (at: string, parent: string) => void) => {
  const home = mkdtempSync(join(tmpdir(), 'almanac-disk-'));
  const folder = join(home, 'data');
  mkdirSync(folder, { mode: 0o700 });
  mountAt(folder, home);
  return { home, folder, close: () => void execFileSync('umount', [folder]) };
};
