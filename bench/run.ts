// npm run bench [-- group…] [--json]: measures what the project claims, and fails when a claim does not hold.
import { spawn } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Claim } from './claim.ts';
import { table } from './lab/table.ts';

const groups = ['start', 'log', 'http', 'brain', 'search', 'links', 'identity', 'desk'] as const;

type Bench = { readonly group: string; readonly file: string };

/** The group a bench names, or else its file's name; read, not loaded, so that only what is wanted runs. */
const benches = (): readonly Bench[] =>
  globSync('*.ts', { cwd: import.meta.dirname })
    .map((name) => join(import.meta.dirname, name))
    .flatMap((file) => {
      const text = readFileSync(file, 'utf8');
      if (!/^export (const|function|async function) claims\b/m.test(text)) return [];
      return [{ file, group: /^export const group = '([a-z]+)'/m.exec(text)?.[1] ?? basename(file, '.ts') }];
    })
    .toSorted((a, b) => order(a.group) - order(b.group) || a.file.localeCompare(b.file));

const order = (group: string): number => (groups as readonly string[]).indexOf(group);

/** In a process of its own, so that neither memory nor compiled code of one bench weighs on the next. */
const measure = ({ file }: Bench): Promise<readonly Claim[]> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'lab/child.ts'), file], { stdio: ['ignore', 2, 2, 'ipc'] });
    let claims: readonly Claim[] | undefined;
    child.once('message', (message) => {
      claims = message as readonly Claim[]; // what lab/child.ts sends
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      claims ? resolve(claims) : reject(new Error(`${basename(file)} ended with ${code} and without a figure.`)),
    );
  });

const run = async (wanted: readonly string[], isJson: boolean): Promise<boolean> => {
  const claims: Claim[] = [];
  const broken: string[] = [];
  const chosen = benches().filter(({ group }) => wanted.length === 0 || wanted.includes(group));
  for (const group of wanted)
    if (!chosen.some((bench) => bench.group === group)) broken.push(`There is no bench in the group ${group}.`);
  for (const bench of chosen) {
    console.error(`── ${bench.group}: ${basename(bench.file)} ──`);
    try {
      const measured = await measure(bench);
      claims.push(...measured);
      if (isJson) for (const claim of measured) console.log(line(claim));
    } catch (error) {
      broken.push(error instanceof Error ? error.message : String(error));
    }
  }
  if (!isJson) console.log(table(claims));
  for (const sentence of broken) console.error(`✗ ${sentence}`);
  return broken.length === 0 && claims.every(({ holds }) => holds);
};

const line = ({ group, claim, figure, unit, control, ratio, bar, holds }: Claim): string =>
  JSON.stringify({ group, claim, figure, unit, control, ratio, bar, holds });

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const unknown = wanted.filter((group) => order(group) < 0);
if (unknown.length > 0) {
  console.error(`There is no group ${unknown.join(', ')}. There are: ${groups.join(', ')}.`);
  process.exitCode = 2;
} else {
  process.exitCode = (await run(wanted, process.argv.includes('--json'))) ? 0 : 1;
}
