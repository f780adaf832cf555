import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '#platform/error-code';
import { isHeld } from '#platform/lock-socket';

const file = (cluster: string): string => join(cluster, 'postmaster.pid');

/** The pid of the server that runs on the cluster or was killed there, as seen in its own container; undefined when it was stopped. */
export const notedPid = (cluster: string): number | undefined => {
  const pid = Number.parseInt(linesOf(cluster)[0] ?? '', 10);
  return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
};

/** A Unix socket where a server of this cluster answers now, in whatever container it runs. */
export const answeringSocket = async (
  cluster: string,
): Promise<{ readonly folder: string; readonly port: number } | undefined> => {
  const [, , , port = '', outside = ''] = linesOf(cluster);
  const sockets = [
    ...socketsIn(cluster).map((name) => ({ folder: cluster, name })),
    // A server of an earlier version listens nowhere else.
    ...(outside.startsWith('/') ? [{ folder: outside, name: `.s.PGSQL.${port}` }] : []),
  ];
  for (const { folder, name } of sockets)
    if (await isHeld(folder, name)) return { folder, port: Number(name.slice('.s.PGSQL.'.length)) };
  return undefined;
};

/** Removes what a killed server left behind: PostgreSQL would refuse to start when the pid in it belongs to another program by now. */
export const removeRemains = (cluster: string): void => {
  rmSync(file(cluster), { force: true });
  for (const name of namesIn(cluster, /^\.s\.PGSQL\.\d+(\.lock)?$/)) rmSync(join(cluster, name), { force: true }); // a backup may hold a lock alone
};

const linesOf = (cluster: string): readonly string[] => {
  try {
    return readFileSync(file(cluster), 'utf8').split('\n');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
};

const socketsIn = (cluster: string): readonly string[] => namesIn(cluster, /^\.s\.PGSQL\.\d+$/);

const namesIn = (cluster: string, like: RegExp): readonly string[] => {
  try {
    return readdirSync(cluster).filter((name) => like.test(name));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
};
