import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { analytics } from '#analytics/context';
import { customers } from '#customers/context';
import { deals } from '#deals/context';
import { inventory } from '#inventory/context';
import { until } from '#testing/log';
import { almanac } from '../cli/almanac.ts';
import { startHouse } from '../identity/house.ts';
import { maker, rates } from './rows.ts';

const house = await startHouse([customers, inventory, deals, analytics]);
const folder = mkdtempSync(join(tmpdir(), 'almanac-rates-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'written');
const sheet = join(folder, 'written.xlsx');
let url = '';
let deal = '';

const holderOf = async (role: string): Promise<string> => {
  const { id } = (await house.request('POST', '/api/v2/members/services', { name: role, roles: [role] })).body;
  return (await house.request('POST', '/api/v2/keys', { label: role, member: id })).body.key;
};
const logistics = await holderOf('logistics');
const manager = await holderOf('manager');

beforeAll(async () => {
  url = await house.listen();
  deal = await maker(house).deal();
  const { buyer } = (await house.request('GET', `/api/v2/deals/${deal}`)).body;
  await house.request('PUT', `/api/v2/parties/${buyer}/credit-limit`, { limit: '10000000' });
  await house.request('POST', `/api/v2/deals/${deal}/submit`, {});
  const isConfirmed = async () => (await house.request('GET', `/api/v2/deals/${deal}`)).body.status === 'confirmed';
  await until(isConfirmed, 'the deal is confirmed', 10_000);
  writeFileSync(join(folder, 'parties.csv'), 'name,state,roles\nAcme,27,buyer\n');
  writeFileSync(join(folder, 'products.csv'), 'code,name,grade,hsn\nPP-1,PP,Raffia,390210\n');
  writeFileSync(join(folder, 'lots.csv'), 'product,lot,kg,warehouse,cost\nPP-1,1,100,Surat,95\n');
});

/** Everything that a command says and writes. */
const told = async (args: readonly string[], token: string): Promise<string> => {
  const { out, err } = await almanac(args, { env: { ALMANAC_URL: url, ALMANAC_TOKEN: token } });
  const written = args.includes(file) && existsSync(file) ? readFileSync(file, 'utf8') : '';
  const rows = args.includes(sheet) && existsSync(sheet) ? await readSheet(sheet) : [];
  for (const each of [file, sheet]) rmSync(each, { force: true });
  return out + err + written + JSON.stringify(rows);
};
const shown = (text: string) => rates.filter((rate) => text.includes(rate));

/** What stands behind each command; undefined where there is nothing of a desk to be asked, or nothing is asked at all. */
const inputs: Readonly<Record<string, readonly string[] | undefined>> = {
  'audit list': ['--limit', '100'],
  'audit verify': [],
  'audit export': [file],
  call: ['inventory.listLots'],
  connections: ['PP'],
  'demo desk': ['--deals', '1'],
  features: [],
  forget: ['nobody', '--yes'],
  import: undefined,
  'imports list': [],
  'imports show': ['x'],
  'imports cancel': ['x'],
  accept: ['PP', 'PE'],
  dismiss: ['PP', 'PE'],
  'keys list': [],
  'keys make': ['another'],
  'keys revoke': ['x'],
  neighbours: ['PP'],
  'load parties': [join(folder, 'parties.csv'), '--dry-run'],
  'load products': [join(folder, 'products.csv'), '--dry-run'],
  'load lots': [join(folder, 'lots.csv'), '--dry-run'],
  login: undefined,
  logout: undefined,
  'members list': [],
  'members invite': ['ann@example.org', 'logistics'],
  'members roles': ['x', 'logistics'],
  'members disable': ['x'],
  'members enable': ['x'],
  'members remove': ['x'],
  'members second-factor': ['nobody'],
  'processes list': [],
  'processes show': ['deals.register', 'x'],
  'processes retry': ['deals.register', 'x'],
  'processes cancel': ['deals.register', 'x'],
  report: ['position'],
  search: ['PP'],
  show: ['PP'],
  status: [],
  'timers list': [],
  'timers move': ['deals.register', 'x', 'y', '2030-01-01'],
  'timers cancel': ['deals.register', 'x', 'y'],
  token: undefined,
  'views list': [],
  'views rebuild': ['deals.deals'],
  'views verify': ['deals.deals'],
  verify: ['log.positions'],
  whoami: [],
};

/** The commands that a help page names; one without options of its own is a group of others. */
const commandsOf = async (path: readonly string[] = []): Promise<readonly string[]> => {
  const { out } = await almanac([...path, '--help']);
  const lines = [...(out.split('\nCommands:\n')[1] ?? '').matchAll(/^ {2}([a-z-]+)(?:\|[a-z]+)?( \[options\])?/gm)];
  const found = lines
    .filter(([, name]) => name !== 'help')
    .map(async ([, name = '', options]) => (options === undefined ? commandsOf([...path, name]) : [[...path, name].join(' ')]));
  return (await Promise.all(found)).flat();
};

test('every command of `almanac` shows logistics no rate', { timeout: 120_000 }, async () => {
  const commands = await commandsOf();
  expect(commands.toSorted()).toEqual(Object.keys(inputs).toSorted());
  for (const command of commands) {
    const more = inputs[command];
    if (more === undefined) continue;
    expect([command, shown(await told([...command.split(' '), ...more], logistics))]).toEqual([command, []]);
  }
});

test('nor does a report, on the screen or in a file; who may read rates finds them in each place', {
  timeout: 120_000,
}, async () => {
  const { out } = await almanac(['report', '--help']);
  const names = /desk: ([^.]+)\./.exec(out.replaceAll(/\s+/g, ' '))?.[1]?.split(', ') ?? [];
  expect(names.length).toBeGreaterThanOrEqual(8);
  const found: string[] = [];
  const forms = [[], ['--json'], ['--csv', file], ['--xlsx', sheet]];
  for (const name of names) {
    const { code } = await almanac(['report', name], { env: { ALMANAC_URL: url, ALMANAC_TOKEN: logistics } });
    for (const form of code === 0 ? forms : forms.slice(1, 2))
      expect([name, shown(await told(['report', name, ...form], logistics))]).toEqual([name, []]);
  }
  for (const form of forms) found.push(...shown(await told(['report', 'profit', ...form], manager)).slice(0, 1));
  expect(found).toHaveLength(4);
  expect(shown(await told(['call', 'deals.getDeal', '--id', deal], manager))).not.toEqual([]);
  expect(shown(await told(['call', 'deals.getDeal', '--id', deal], logistics))).toEqual([]);
});
