import { spawnSync } from 'node:child_process';
import { userInfo } from 'node:os';

/** Runs a program as a container does: without sight of the processes, shared memory, network and mounts of others. Ends with the one that started it. */
export const unshare: readonly string[] = [
  'unshare',
  ...(userInfo().uid === 0 ? [] : ['--user', '--map-current-user']),
  '--pid',
  '--ipc',
  '--net',
  '--fork',
  '--kill-child',
  '--mount-proc',
];

/** Whether this user may make namespaces here. */
export const canUnshare = (): boolean => spawnSync('unshare', [...unshare.slice(1), 'true']).status === 0;
