import { beforeAll, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDataFolder } from '#platform/data-folder';
import { planDesk } from '../../src/cli/demo/plan.ts';
import { almanac } from '../cli/almanac.ts';
import { folderOf } from '../cli/folder.ts';
import { startTrade } from './trade.ts';

const desk = await startTrade();
const data = folderOf({});
const run = (...given: readonly string[]) => almanac([...given], { env: { ALMANAC_DATA: data } });
beforeAll(async () => {
  const folder = openDataFolder(data);
  folder.writeServer({ url: await desk.app.listen(), pid: process.pid });
  folder.writeToken(desk.app.token);
});

test('the same seed gives the same desk; another seed another one', () => {
  const of = (seed: number) => JSON.stringify(planDesk({ seed, deals: 50, today: '2026-11-28' }));
  expect(of(1)).toBe(of(1));
  expect(of(1)).not.toBe(of(2));
});

test('a desk is traded for a year, its reports add up, and running it again changes nothing', { timeout: 120_000 }, async () => {
  const first = await run('demo', 'desk', '--deals', '60', '--json');
  expect([first.code, first.err]).toEqual([0, expect.stringContaining('Trading')]);
  const { deals } = JSON.parse(first.out);
  expect(Object.values<number>(deals).reduce((sum, times) => sum + times, 0)).toBe(60);
  expect(deals.completed).toBeGreaterThan(40);
  await desk.untilQuiet();

  const { items, total } = JSON.parse((await run('report', 'margins', '--json')).out);
  const sum = (name: string) =>
    items.reduce((all: number, item: Record<string, string>) => all + Math.round(Number(item[name]) * 100), 0);
  expect([sum('profit'), sum('revenue')]).toEqual([
    Math.round(Number(total.profit) * 100),
    Math.round(Number(total.revenue) * 100),
  ]);
  const position = JSON.parse((await run('report', 'position', '--json')).out);
  expect(position.total.reservedKg).toBe(
    position.items.reduce((all: number, { reservedKg }: { reservedKg: string }) => all + Number(reservedKg), 0).toString(),
  );

  const before = await desk.answer('audit.listEvents', { type: 'DealSubmitted', limit: 1 });
  const again = await run('demo', 'desk', '--deals', '60', '--json');
  expect(JSON.parse(again.out).deals['there already']).toBeGreaterThan(50);
  expect(await desk.answer('audit.listEvents', { type: 'DealSubmitted', limit: 1 })).toEqual(before);

  const larger = await run('demo', 'desk', '--deals', '70', '--until', '2026-10-31', '--json');
  expect([larger.code, JSON.parse(larger.out).deals['there already']]).toEqual([0, undefined]);
  expect((await run('demo', 'desk', '--until', '31.3.2026')).err).toContain('--until is a day');

  const file = join(data, 'profit.csv');
  expect((await run('report', 'profit', '--csv', file)).code).toBe(0);
  const lines = readFileSync(file, 'utf8').trim().split('\r\n');
  expect([lines[0], lines.length]).toEqual([
    'deal,day,buyer,product,state,kg,revenue,cost,charges,profit,per kg',
    1 + (await desk.answer('analytics.profitOfDeals', {})).total.deals,
  ]);
  const wrong = await run('report', 'nonsense');
  expect([wrong.code === 0, wrong.err]).toEqual([false, expect.stringContaining('There are: profit')]);
});
