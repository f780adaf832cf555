import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { FolderUnusable } from '#platform/folder-unusable';
import { owner, passwordFile } from '#platform/postgres/owner';
import { answeringSocket, notedPid } from '#platform/postgres/postmaster-note';
import { withShortPath } from '#platform/short-path';

/** Milliseconds for a server to roll back its transactions and to close its log. */
const patience = 15_000;

/**
 * Stops a server that outlived its app in another container, where no signal from here reaches it: asked over its socket, it signals
 * itself. Throws when it still answers after that; its `postmaster.pid` then stays, because a second server would destroy the database.
 */
export const stopElsewhere = async (cluster: string): Promise<void> => {
  const deadline = performance.now() + patience;
  let failure: unknown;
  for (;;) {
    const at = await answeringSocket(cluster);
    if (at === undefined) break;
    const pid = notedPid(cluster);
    if (performance.now() > deadline) throw stillRunning(cluster, pid, failure);
    // One that starts or stops refuses; to ask one that stops already changes nothing.
    if (pid !== undefined) await askToStop({ ...at, cluster, pid }).catch((error: unknown) => (failure = error));
    await wait(50);
  }
  // Its last step is to remove its note; one that was killed never does.
  for (let look = 0; look < 40 && notedPid(cluster) !== undefined; look++) await wait(50);
};

type Place = { readonly cluster: string; readonly folder: string; readonly port: number; readonly pid: number };

const askToStop = ({ cluster, folder, port, pid }: Place): Promise<void> =>
  withShortPath(folder, `.s.PGSQL.${port}`, async (path) => {
    const { default: pg } = await import('pg'); // needed almost never
    const password = readFileSync(join(cluster, passwordFile), 'utf8').trim();
    const client = new pg.Client({
      host: dirname(path),
      port,
      user: owner,
      database: 'postgres',
      password,
      connectionTimeoutMillis: 5_000,
    });
    client.on('error', () => undefined); // it ends with its server
    await client.connect();
    try {
      // SIGINT is the signal of an orderly stop that does not wait for clients. The pid is the one that its own container knows.
      await client.query(`copy (select 1) to program 'kill -INT ${pid}'`);
    } finally {
      await client.end().catch(() => undefined);
    }
  });

const stillRunning = (cluster: string, pid: number | undefined, cause: unknown): FolderUnusable =>
  new FolderUnusable(
    `The database in ${cluster} still runs as the process ${pid ?? '(unknown)'} in another container, without its app, and does not stop. Stop that container, then start again.`,
    { cause },
  );
