import { statfsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { FolderInUse } from '#platform/folder-unusable';
import { type ProcessIdentity, thisProcess } from '#platform/living-process';
import { readNote } from '#platform/lock-note';

// `f_type` of statfs(2) on Linux. FUSE may be local, but what people mount with it, as sshfs or s3fs, mostly is not.
const shared: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x517b, 'SMB'],
  [0x65735546, 'FUSE'],
  [0x01021997, '9P'],
  [0x00c36400, 'Ceph'],
  [0x5346414f, 'AFS'],
  [0x6b414653, 'AFS'],
  [0x0bd00bd0, 'Lustre'],
  [0x47504653, 'GPFS'],
  [0x19830326, 'BeeGFS'],
  [0x01161970, 'GFS2'],
  [0x7461636f, 'OCFS2'],
  [0x786f4256, 'VirtualBox'],
]);

/** The kind of a file system that several hosts may have mounted at once, by the number that Linux gives it. */
export const sharedFileSystem = (type: number): string | undefined => shared.get(type >>> 0);

/** The kind of the file system of this folder where several hosts may write to it at once. Known on Linux only. */
export const networkOf = (folder: string): string | undefined =>
  process.platform === 'linux' ? sharedFileSystem(statfsSync(folder).type) : undefined;

export const warningFor = (folder: string, network: string): string =>
  `The data folder ${folder} is on a file system that other hosts can mount (${network}). The kernel of one host cannot lock out another: never start Almanac on it from two hosts.`;

/**
 * Throws when another host has the folder, or had it when its process was killed: a stopped process takes its note away. Containers of one
 * host have names of their own, but one boot.
 */
export const assertNoOtherHost = (folder: string): void => {
  const note = readNote(folder);
  if (note?.host === undefined || note.host === hostname() || bootOf(note) === bootOf(thisProcess())) return;
  throw new FolderInUse(
    folder,
    `the process ${note.pid} on the host ${note.host}, or was when that one was killed`,
    `Stop it there. If it does not run any more, delete ${join(folder, 'lock')} and start again.`,
  );
};

const bootOf = ({ started }: ProcessIdentity): string => started.slice(started.indexOf('@'));
