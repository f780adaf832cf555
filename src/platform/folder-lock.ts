import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { codeOf } from '#platform/error-code';
import { FolderInUse, FolderUnusable } from '#platform/folder-unusable';
import { stillRuns } from '#platform/living-process';
import { holderIn, isLockName, newLockName } from '#platform/lock-name';
import { readNote, removeNote, writeNote } from '#platform/lock-note';
import { isHeld, listenAt } from '#platform/lock-socket';
import { assertNoOtherHost, networkOf, warningFor } from '#platform/network-folder';

export type FolderLock = { readonly release: () => void };

/**
 * Takes the folder for this app, until `release` or the end of the process, however it ends. The holder of a folder listens at a Unix
 * socket in it: the kernel tells every process on this host, in any container, whether the holder lives. A pid cannot tell that.
 *
 * Each attempt makes a socket under a name that is never used again, so a socket where nobody listens can be removed at any time, and no
 * starter removes the socket of another by mistake. A starter first listens and then looks: of two at once at least one sees the other,
 * and the one whose name sorts first stays. See docs/decisions/0033-one-process-per-data-folder.md.
 */
export const lockFolder = async (folder: string, warn: (message: string) => void): Promise<FolderLock> => {
  try {
    const network = networkOf(folder);
    if (network !== undefined) {
      assertNoOtherHost(folder);
      warn(warningFor(folder, network));
    }
    const close = await take(folder);
    try {
      assertNoOlderVersion(folder);
      const note = writeNote(folder);
      return {
        release: () => {
          removeNote(folder, note);
          close();
        },
      };
    } catch (error) {
      close();
      throw error;
    }
  } catch (error) {
    throw explained(folder, error);
  }
};

const take = async (folder: string): Promise<() => void> => {
  for (let attempt = 0; attempt < 10; attempt++) {
    const [holder] = await held(folder, socketsIn(folder));
    if (holder !== undefined) throw new FolderInUse(folder, holderIn(holder));
    const name = newLockName();
    const close = await listenAt(folder, name);
    let stays = false;
    try {
      stays = await remains(folder, name);
    } finally {
      if (!stays) close();
    }
    if (stays) return close;
  }
  throw new FolderUnusable(`Sockets in ${folder} disappear at once. Stop the program that removes them.`);
};

/** Milliseconds for which a starter waits for others that began at the same time to withdraw. */
const patience = 3_000;

/**
 * Whether the socket stays as the only one, after the others have left. False: a holder that is gone by now found it before it listened,
 * and removed it. That is looked at last, when no holder is left.
 */
const remains = async (folder: string, name: string): Promise<boolean> => {
  const deadline = performance.now() + patience;
  for (;;) {
    const others = socketsIn(folder).filter((other) => other !== name);
    const living = await held(folder, others);
    if (living.length === 0) {
      if (!existsSync(join(folder, name))) return false;
      for (const dead of others) rmSync(join(folder, dead), { force: true });
      return true;
    }
    const before = living.find((other) => other < name) ?? (performance.now() > deadline ? living[0] : undefined);
    if (before !== undefined) throw new FolderInUse(folder, holderIn(before));
    await wait(5);
  }
};

const socketsIn = (folder: string): readonly string[] => readdirSync(folder).filter(isLockName).sort();

const held = async (folder: string, names: readonly string[]): Promise<readonly string[]> => {
  const answers = await Promise.all(names.map((name) => isHeld(folder, name)));
  return names.filter((_, index) => answers[index]);
};

// Versions that knew no socket named no host either. Their pid counts where it can be seen.
const assertNoOlderVersion = (folder: string): void => {
  const note = readNote(folder);
  if (note && note.host === undefined && stillRuns(note)) throw new FolderInUse(folder, `the process ${note.pid}`);
};

const withoutSockets: ReadonlySet<unknown> = new Set(['EOPNOTSUPP', 'ENOTSUP', 'EPERM', 'EINVAL', 'ENOSYS']);

const explained = (folder: string, error: unknown): unknown => {
  if (codeOf(error) === 'EACCES')
    return new FolderUnusable(
      `The data folder ${folder} belongs to another user. Start as that user, or set ALMANAC_DATA to another folder.`,
      { cause: error },
    );
  if (withoutSockets.has(codeOf(error)))
    return new FolderUnusable(
      `The file system of ${folder} has no Unix sockets, so a second process on it could not be kept out. Set ALMANAC_DATA to a folder on a local disk.`,
      { cause: error },
    );
  return error;
};
