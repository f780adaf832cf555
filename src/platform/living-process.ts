import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process that can be told from a later one with the same pid. */
export type ProcessIdentity = { readonly pid: number; readonly started: string };

/** Whether a process with this pid runs now. One that has ended and waits to be reaped does not. */
export const isAlive = (pid: number): boolean => {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  if (process.platform === 'linux') return linuxStat(pid) !== undefined;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

/** When the process started, as a text that no later process with the same pid has; undefined when it does not run. */
export const startOf = (pid: number): string | undefined => {
  if (process.platform === 'linux') return linuxStat(pid)?.started;
  if (!isAlive(pid)) return undefined;
  return process.platform === 'win32' ? 'unknown' : psStart(pid);
};

export const thisProcess = (): ProcessIdentity => ({ pid: process.pid, started: startOf(process.pid) ?? 'unknown' });

export const stillRuns = ({ pid, started }: ProcessIdentity): boolean => startOf(pid) === started;

/** Resolves to true once the process has gone, to false when it is still there after `milliseconds`. */
export const gone = async (pid: number, milliseconds: number): Promise<boolean> => {
  const deadline = performance.now() + milliseconds;
  while (isAlive(pid)) {
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
};

// The pid may have gone between two steps; a signal that then finds nobody is no error.
export const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
};

// Field 3 is the state (Z, X: ended), field 22 the start in clock ticks since boot; the name in field 2 may hold spaces and brackets.
const linuxStat = (pid: number): { readonly started: string } | undefined => {
  const stat = textOf(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return { started: `${fields[19]}@${textOf('/proc/sys/kernel/random/boot_id')?.trim() ?? 'boot'}` };
};

const psStart = (pid: number): string | undefined => {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    }).trim();
  } catch {
    return undefined;
  }
};

const textOf = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};
