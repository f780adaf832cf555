import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { createPool } from '#platform/postgres/pool';
import type { Claim } from './claim.ts';
import { readVault, type VaultFile } from './data/vault.ts';
import { type App, startApp, withFolder } from './lab/app.ts';
import { type Lab, withPools, withServer } from './lab/database.ts';
import { below } from './lab/judge.ts';
import { treeMemory } from './lab/memory.ts';

export const group = 'brain';

/** A vault of 7,772 notes through the command line into a server process: notes, links, index and connections. */
export const claims = async (): Promise<readonly Claim[]> => {
  const vault = readVault('flancian-garden');
  const four = [1, 2, 3, 4].flatMap((copy) => renamed(vault, copy));
  return withServer(async (lab) => {
    const bareOnce = await bare(lab, 'once', vault);
    const once = await imported(vault);
    const bareFour = await bare(lab, 'four', four);
    const fourfold = await imported(four);
    const times = fourfold.seconds / once.seconds;
    const said = `import ${vault.length.toLocaleString('en')} notes with links, index and connections`;
    return [
      below({ group, claim: said, figure: once.seconds, unit: 's', control: bareOnce }, 30),
      below({ group, claim: `${said}: peak memory, app and database`, figure: once.megabytes, unit: 'MB' }, 700),
      below(
        {
          group,
          claim: 'import of 4 × the notes, in times of the import of one',
          figure: times,
          unit: '×',
          control: bareFour / bareOnce,
        },
        5,
      ),
    ];
  });
};

type Imported = { readonly seconds: number; readonly megabytes: number };

/** From the start of the command to its end, which is when the last connection has been worked out. */
const imported = (vault: readonly VaultFile[]): Promise<Imported> =>
  withFolder(async (data) =>
    withFolder(async (folder) => {
      write(folder, vault);
      const app = await startApp(data);
      try {
        const memory = watchMemory(app.pid);
        const started = performance.now();
        await run('bin/almanac.mjs', ['import', folder, '--json'], { ...process.env, ALMANAC_DATA: data });
        const seconds = (performance.now() - started) / 1000;
        const megabytes = memory.stop();
        await check(app, vault.length);
        console.error(`  ${vault.length} notes in ${seconds.toFixed(1)} s, at most ${megabytes.toFixed(0)} MB`);
        return { seconds, megabytes };
      } finally {
        await app.stop();
      }
    }),
  );

/** A figure is worth nothing unless all notes have arrived, and most of them have connections. */
const check = async (app: App, notes: number): Promise<void> => {
  const status = (await app.call('GET', '/api/v2/index/status')) as { readonly notes: number; readonly waiting: number }; // as its contract says
  if (status.notes < 0.99 * notes || status.waiting > 0)
    throw new Error(`Of ${notes} notes the index has ${JSON.stringify(status)}.`);
};

/** The control: the same texts into one table of a server with the same settings, one statement each. Seconds. */
const bare = async (lab: Lab, name: string, vault: readonly VaultFile[]): Promise<number> => {
  const { connection } = await lab.database(name);
  const pool = createPool(connection, { size: 1 });
  return withPools([pool], async () => {
    await pool.query('create table note (path text primary key, content text not null)');
    const started = performance.now();
    for (const { path, text } of vault)
      await pool.query({
        name: 'insert-note',
        text: 'insert into note (path, content) values ($1, $2)',
        values: [path, text.replaceAll('\0', '')],
      });
    return (performance.now() - started) / 1000;
  });
};

const root = join(import.meta.dirname, '..');

const run = (script: string, args: readonly string[], env: NodeJS.ProcessEnv) =>
  promisify(execFile)(process.execPath, [join(root, script), ...args], { cwd: root, env, maxBuffer: 64 * 2 ** 20 });

const write = (folder: string, vault: readonly VaultFile[]): void => {
  for (const { path, text } of vault) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
};

/** The vault under other names, inside and out: its links lead to the notes of the same copy. */
const renamed = (vault: readonly VaultFile[], copy: number): readonly VaultFile[] =>
  vault.map(({ path, text }) => ({
    path: `copy${copy}/${path.replace(/\.md$/, ` ${copy}.md`)}`,
    text: text.replaceAll(/\[\[([^\]|#]+)/g, (_, target: string) => `[[${target} ${copy}`),
  }));

const watchMemory = (pid: number) => {
  let peak = 0;
  const look = () => (peak = Math.max(peak, treeMemory(pid)));
  const timer = setInterval(look, 200);
  return { stop: () => (clearInterval(timer), look()) };
};

if (import.meta.main) console.table(await claims());
