import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { customers } from '#customers/context';
import { openDataFolder } from '#platform/data-folder';
import { almanac } from '../cli/almanac.ts';
import { folderOf } from '../cli/folder.ts';
import { startDesk } from './desk.ts';

const desk = await startDesk([customers]);
const data = folderOf({});
const load = async (name: string, csv: string, ...options: readonly string[]) => {
  const file = join(data, name);
  writeFileSync(file, csv);
  return almanac(['load', 'parties', file, ...options], { env: { ALMANAC_DATA: data } });
};
beforeAll(async () => {
  const folder = openDataFolder(data);
  folder.writeServer({ url: await desk.app.listen(), pid: process.pid });
  folder.writeToken(desk.app.token);
});
const partiesNamed = async (search: string) => (await desk.answer('customers.listParties', { search })).items;

test('a table is tried, loaded, and loaded again without a change', async () => {
  const csv =
    '\ufeffParty,GST No,Type,Credit limit,Remark\r\nApex,27AAPFU0939F1ZV,buyer,500000,x\r\n"Zenith, Sons",,"buyer, supplier",,\r\n';
  const wrongDigit = csv.replace('"Zenith, Sons",,', '"Zenith, Sons",27AAPFU0939F1ZW,');
  const tried = await load('a.csv', csv, '--dry-run', '--json');
  expect(JSON.parse(tried.out)).toMatchObject({
    rows: 2,
    new: 1,
    refused: 1,
    errors: [{ line: 3, code: 'customers.bad-state' }],
  });
  expect(await partiesNamed('Apex')).toEqual([]);
  const loaded = await load('b.csv', wrongDigit, '--json');
  expect([loaded.code, JSON.parse(loaded.out)]).toMatchObject([
    1,
    { new: 1, refused: 1, errors: [{ line: 3, code: 'trade.gstin-check-digit' }] },
  ]);
  const [apex] = await partiesNamed('Apex');
  expect(apex).toMatchObject({ gstin: '27AAPFU0939F1ZV', roles: ['buyer'], state: '27' });
  expect((await desk.answer('customers.getCredit', { id: apex.id })).limit).toBe('500000');
  const again = await load('c.csv', csv, '--json');
  expect(JSON.parse(again.out)).toMatchObject({ 'there already': 1, refused: 1 });
  expect(await partiesNamed('Apex')).toHaveLength(1);
});

test('of 26,000 rows with one bad one, 25,999 are loaded, and the bad one is told by its line', {
  timeout: 120_000,
}, async () => {
  const rows = Array.from({ length: 26_000 }, (_, at) => `Firm ${at},${at === 17_316 ? '99x' : '24'},buyer`);
  const { code, out } = await load('large.csv', `name,state,role\n${rows.join('\n')}\n`, '--json');
  expect([code, JSON.parse(out)]).toMatchObject([
    1,
    { rows: 26_000, new: 25_999, refused: 1, errors: [{ line: 17_318, row: { name: 'Firm 17316' } }] },
  ]);
  expect(await partiesNamed('Firm 25999')).toHaveLength(1);
});

test('columns of other names are mapped; a table without what is needed is refused before anything is loaded', async () => {
  const csv = 'Firma,Land,Art\nMoon Traders,27,transporter\n';
  const unknown = await load('d.csv', csv);
  expect([unknown.code === 0, unknown.err]).toEqual([false, expect.stringContaining('No column holds the name and the roles')]);
  expect((await load('d.csv', csv, '--map', 'name=Firma', 'roles=Art', 'state=Land')).out).toContain('1 new');
  expect((await load('d.csv', csv, '--map', 'nonsense=Firma')).err).toContain('There is no field "nonsense"');
  expect((await load('e.csv', 'name,role\n"broken')).code).not.toBe(0);
  const none = await almanac(['load', 'parties', join(data, 'none.csv')], { env: { ALMANAC_DATA: data } });
  expect([none.code, none.err]).toEqual([2, expect.stringMatching(/^There is no file .*none\.csv\.\n$/)]);
});
