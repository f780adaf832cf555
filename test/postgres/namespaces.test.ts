import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { ask, end, type SmallApp, type SpawnOptions, startApp, temporaryFolder } from './apps.ts';
import { unshare } from './namespaces.ts';

// Two containers on one volume: neither sees the processes, the shared memory or the mounts of the other.
test.runIf(inject('namespaces'))(
  'a second start in another pid namespace is refused, and nothing written is lost',
  { timeout: 60_000 },
  async () => {
    const folder = join(temporaryFolder(), 'data');
    const first = await startApp(folder, { under: unshare });
    await ask(first.connection, 'create table kept as select 1 as n');
    expect(await outcome(folder, { under: unshare })).toMatch(/is in use by the process \d+ in another container/);
    expect(await outcome(folder)).toMatch(/is in use by the process \d+ in another container/);
    expect(postmasters(folder)).toHaveLength(1);
    await ask(first.connection, 'insert into kept values (2)');
    await end(first.process, 'SIGKILL');

    const next = await startApp(folder, { under: unshare });
    expect(await ask(next.connection, 'select n from kept order by n')).toEqual([{ n: 1 }, { n: 2 }]);
    await end(next.process, 'SIGKILL');
  },
);

test.runIf(inject('namespaces'))(
  'a database that outlived its app in another pid namespace is stopped before the next one starts',
  { timeout: 60_000 },
  async () => {
    const folder = join(temporaryFolder(), 'data');
    const killedOnInput = ['sh', '-c', '"$@" & read line; kill -9 $!; exec sleep 60', 'sh'];
    const first = await startApp(folder, { under: [...unshare, ...killedOnInput] });
    await ask(first.connection, 'create table kept as select 1 as n');
    first.process.stdin?.write('now\n');
    const next = await startAgain(folder);
    expect(postmasters(folder)).toHaveLength(1);
    expect(await ask(next.connection, 'select n from kept')).toEqual([{ n: 1 }]);
    await end(next.process, 'SIGKILL');
    await end(first.process, 'SIGKILL');
  },
);

// The app is killed a moment after the line has been written.
const startAgain = async (folder: string): Promise<SmallApp> => {
  try {
    return await startApp(folder, { under: unshare });
  } catch (error) {
    if (error instanceof Error && error.message.includes('is in use')) return startAgain(folder);
    throw error;
  }
};

const outcome = (folder: string, options?: SpawnOptions): Promise<string> =>
  startApp(folder, options).then(
    () => 'It has started.',
    (error: unknown) => String(error),
  );

/** The servers on the folder's cluster, in all namespaces below this one: the processes there whose parent works elsewhere. */
const postmasters = (folder: string): readonly string[] => {
  const parents = new Map(
    readdirSync('/proc').flatMap((pid): readonly (readonly [string, string])[] => {
      try {
        if (readlinkSync(`/proc/${pid}/cwd`) !== join(folder, 'postgres')) return [];
        return [[pid, /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '']];
      } catch {
        return []; // no process, or gone by now
      }
    }),
  );
  return [...parents.keys()].filter((pid) => !parents.has(parents.get(pid) ?? ''));
};
