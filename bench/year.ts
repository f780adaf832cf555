import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Claim } from './claim.ts';
import { type App, startApp, withFolder } from './lab/app.ts';
import { atLeast, below } from './lab/judge.ts';
import { percentile } from './lab/rounds.ts';

export const group = 'desk';

const deals = 34_200;
const calls = 100;
const reports = [
  'profitOfDeals',
  'marginByGrade',
  'positionByGrade',
  'markToMarket',
  'stockAgeing',
  'receivablesAgeing',
  'topParties',
  'silentBuyers',
];

/** A desk's year, as `almanac demo desk` lives it through the real commands; what its reports cost then; and all of it folded anew. */
export const claims = (): Promise<readonly Claim[]> =>
  withFolder(async (folder) => {
    const app = await startApp(folder);
    try {
      const trading = await seconds(() => live(folder));
      const before = await Promise.all(reports.map((name) => report(app, name)));
      const slowest: number[] = [];
      for (const name of reports) slowest.push(await p99(() => report(app, name)));
      const folding = await seconds(() => app.call('POST', '/api/call/platform.rebuildViews', {}));
      const after = await Promise.all(reports.map((name) => report(app, name)));
      const same = reports.filter((_, index) => isDeepStrictEqual(before[index], after[index])).length;
      const year = `a year of the desk, ${deals.toLocaleString('en')} deals`;
      return [
        below({ group, claim: `${year}, through commands`, figure: trading, unit: 's' }, 300),
        below({ group, claim: `${year}: the slowest report, p99`, figure: Math.max(...slowest), unit: 'ms' }, 100),
        below({ group, claim: `${year}: rebuild of all views`, figure: folding, unit: 's' }, 10),
        atLeast({ group, claim: `${year}: reports that are the same after it`, figure: same, unit: 'reports' }, reports.length),
      ];
    } finally {
      await app.stop();
    }
  });

const live = async (folder: string): Promise<void> => {
  const almanac = join(import.meta.dirname, '../bin/almanac.mjs');
  const child = spawn(process.execPath, [almanac, 'demo', 'desk', '--deals', String(deals)], {
    env: { ...process.env, ALMANAC_DATA: folder },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`The demo ended with ${code}.`);
};

const report = ({ call }: App, name: string): Promise<unknown> => call('POST', `/api/call/analytics.${name}`, {});

const seconds = async (work: () => Promise<unknown>): Promise<number> => (await milliseconds(work)) / 1000;

const milliseconds = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await work();
  return performance.now() - started;
};

const p99 = async (work: () => Promise<unknown>): Promise<number> => {
  const times: number[] = [];
  for (let count = 0; count < calls; count++) times.push(await milliseconds(work));
  return percentile(
    times.toSorted((a, b) => a - b),
    0.99,
  );
};

if (import.meta.main) console.table(await claims());
