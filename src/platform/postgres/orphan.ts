import { execFileSync } from 'node:child_process';
import { readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { gone, isAlive, signal } from '#platform/living-process';
import { answeringSocket, notedPid, removeRemains } from '#platform/postgres/postmaster-note';
import { stopElsewhere } from '#platform/postgres/stop-elsewhere';

/**
 * Stops the server that a killed app left running on this cluster, in this container or in another one, and removes what a killed server
 * left behind. To be called with the lock of the data folder held. Answers with the pid that was stopped. Throws `FolderUnusable` when a
 * server in another container does not stop.
 */
export const stopOrphan = async (cluster: string): Promise<number | undefined> => {
  const pid = notedPid(cluster);
  const isHere = pid !== undefined && servesCluster(pid, cluster);
  const isElsewhere = !isHere && (await answeringSocket(cluster)) !== undefined;
  if (isHere) await stopServer(pid);
  else if (isElsewhere) await stopElsewhere(cluster);
  removeRemains(cluster);
  return isHere || isElsewhere ? pid : undefined;
};

/** Stops a server: transactions are rolled back and the log is closed; when that takes too long, as in a crash. */
export const stopServer = async (pid: number): Promise<void> => {
  for (const [name, milliseconds] of [
    ['SIGINT', 10_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    signal(pid, name);
    if (await gone(pid, milliseconds)) return;
  }
  throw new Error(`The database process ${pid} does not stop.`);
};

/**
 * Ends the processes of a killed server, or of a killed initdb, that have not noticed yet and go on working in the cluster. Linux
 * only; elsewhere they end by themselves, a little later.
 */
export const killLeftovers = (cluster: string): void => {
  if (process.platform !== 'linux') return;
  for (const entry of readdirSync('/proc'))
    if (/^\d+$/.test(entry) && worksIn(Number(entry), cluster)) signal(Number(entry), 'SIGKILL');
};

const servesCluster = (pid: number, cluster: string): boolean => {
  if (!isAlive(pid)) return false;
  if (process.platform === 'linux') return worksIn(pid, cluster);
  if (process.platform === 'win32')
    return execFileSync('tasklist', ['/FI', `PID eq ${pid}`, '/NH'], { encoding: 'utf8' }).includes('postgres.exe');
  return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes(cluster);
};

// A server's processes never leave the cluster's folder.
const worksIn = (pid: number, cluster: string): boolean => {
  try {
    return (
      readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster) &&
      /^(postgres|initdb)/.test(basename(readlinkSync(`/proc/${pid}/exe`)))
    );
  } catch {
    return false;
  }
};
