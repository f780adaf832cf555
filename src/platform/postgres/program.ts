import { type ChildProcess, spawn } from 'node:child_process';
import type { Account } from '#platform/postgres/account';

/**
 * Starts one of PostgreSQL's programs on a cluster. As root on Linux the program is told `/proc/self/cwd` instead of a path: its
 * current directory is set before it gives up root, so the cluster may lie in folders that its user cannot enter.
 */
export const startAt = (
  cluster: string,
  { account }: { readonly account: Account | undefined },
  program: string,
  args: (data: string) => readonly string[],
): ChildProcess =>
  spawn(program, args(account && process.platform === 'linux' ? '/proc/self/cwd' : cluster), {
    cwd: cluster,
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own: Ctrl+C in the terminal reaches the app alone, which stops the database last.
    detached: process.platform !== 'win32',
    windowsHide: true,
    ...account,
  });

/** Runs it to its end. */
export const runAt = async (
  ...[cluster, who, program, args]: Parameters<typeof startAt>
): Promise<{ readonly code: number | null; readonly output: string }> => {
  const child = startAt(cluster, who, program, args);
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
};

// Nothing of the app's environment (secrets, PG… variables, locales) reaches the database; Windows cannot start a program without some.
const environment = (): NodeJS.ProcessEnv =>
  process.platform === 'win32' ? process.env : { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C' };
