import { randomBytes } from 'node:crypto';
import { readdirSync, readlinkSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { codeOf } from '#platform/error-code';
import { stillRuns } from '#platform/living-process';
import { readNote, removeNote, writeNote } from '#platform/lock-note';
import { isHeld, listenAt } from '#platform/lock-socket';
import { networkOf } from '#platform/network-folder';

export type FolderLock = { readonly release: () => void };

/** This process cannot work in the folder. The sentence says what to do. */
export class FolderUnusable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'FolderUnusable';
  }
}

/** Another process, or another app of this one, works in the folder. */
export class FolderInUse extends FolderUnusable {
  constructor(folder: string, holder: string, advice = 'Stop that one first, or set ALMANAC_DATA to another folder.') {
    super(`The data folder ${folder} is in use by ${holder}. ${advice}`);
    this.name = 'FolderInUse';
  }
}

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
      warn(
        `The data folder ${folder} is on a file system that other hosts can mount (${network}). Almanac sees no processes there: never start it on one folder from two hosts.`,
      );
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
    if (holder !== undefined) throw inUse(folder, holder);
    const name = newName();
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

/** Whether the socket stays as the only one, after the others have left. False: it was removed before it listened. */
const remains = async (folder: string, name: string): Promise<boolean> => {
  const deadline = performance.now() + patience;
  for (;;) {
    const names = socketsIn(folder);
    const others = names.filter((other) => other !== name);
    const living = await held(folder, others);
    if (living.length === 0) {
      if (!names.includes(name)) return false;
      for (const dead of others) rmSync(join(folder, dead), { force: true });
      return true;
    }
    const before = living.find((other) => other < name) ?? (performance.now() > deadline ? living[0] : undefined);
    if (before !== undefined) throw inUse(folder, before);
    await wait(5);
  }
};

const socketName = /^lock\.[0-9a-f]{16}\.(?<pid>\d+)\.(?<namespace>\d+)\.(?<host>[\w-]*)\.sock$/;

const newName = (): string => `lock.${randomBytes(8).toString('hex')}.${process.pid}.${namespace()}.${host()}.sock`;

const socketsIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => socketName.test(name))
    .sort();

const held = async (folder: string, names: readonly string[]): Promise<readonly string[]> => {
  const answers = await Promise.all(names.map((name) => isHeld(folder, name)));
  return names.filter((_, index) => answers[index]);
};

const inUse = (folder: string, name: string): FolderInUse => {
  const of = socketName.exec(name)?.groups;
  const here = of?.['namespace'] === namespace() && of['host'] === host();
  return new FolderInUse(folder, `the process ${of?.['pid']}${here ? '' : ` in another container (host name ${of?.['host']})`}`);
};

// As much of it as a socket's address has room for.
const host = (): string => hostname().replaceAll(/[^\w-]/g, '-').slice(0, 24);

/** What tells the pids of one container from those of another. */
const namespace = (): string => {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0';
  } catch {
    return '0'; // not Linux
  }
};

// Versions that knew no socket named no host either. Their pid counts where it can be seen.
const assertNoOlderVersion = (folder: string): void => {
  const note = readNote(folder);
  if (note && note.host === undefined && stillRuns(note)) throw new FolderInUse(folder, `the process ${note.pid}`);
};

// A process that is stopped takes its note away, so one that lies here belongs to a process that runs or was killed.
const assertNoOtherHost = (folder: string): void => {
  const note = readNote(folder);
  if (note?.host === undefined || note.host === hostname()) return;
  throw new FolderInUse(
    folder,
    `the process ${note.pid} on the host ${note.host}, or was when that one was killed`,
    `Stop it there. If it does not run any more, delete ${join(folder, 'lock')} and start again.`,
  );
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
