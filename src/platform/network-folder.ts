import { statfsSync } from 'node:fs';

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
