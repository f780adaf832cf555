import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSheet } from 'read-excel-file/node';
import { beforeAll, expect, test } from 'vitest';
import writeExcel from 'write-excel-file/node';
import { analytics } from '#analytics/context';
import { customers } from '#customers/context';
import { deals } from '#deals/context';
import { openDataFolder } from '#platform/data-folder';
import { runs } from '#testing/runs';
import { almanac } from '../cli/almanac.ts';
import { folderOf } from '../cli/folder.ts';
import { startDesk } from './desk.ts';

const desk = await startDesk([customers, deals, analytics]);
const data = folderOf({});
const load = (name: string, csv: string, ...options: readonly string[]) => loadKind('parties', name, csv, ...options);
const loadKind = async (kind: string, name: string, content: string | Buffer, ...options: readonly string[]) => {
  const file = join(data, name);
  writeFileSync(file, content);
  return almanac(['load', kind, file, ...options], { env: { ALMANAC_DATA: data } });
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

const many = runs({ short: 3_000, full: 26_000 });
const bad = Math.floor(many / 1.5);

test(`of ${many} rows with one bad one, all others are loaded, and the bad one is told by its line`, {
  timeout: 120_000,
}, async () => {
  const rows = Array.from({ length: many }, (_, at) => `Firm ${at},${at === bad ? '99x' : '24'},buyer`);
  const { code, out } = await load('large.csv', `name,state,role\n${rows.join('\n')}\n`, '--json');
  expect([code, JSON.parse(out)]).toMatchObject([
    1,
    { rows: many, new: many - 1, refused: 1, errors: [{ line: bad + 2, row: { name: `Firm ${bad}` } }] },
  ]);
  expect(await partiesNamed(`Firm ${many - 1}`)).toHaveLength(1);
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

test('products and what lay in the warehouse come out of spreadsheets, and the position goes into one', async () => {
  const products = await writeExcel([
    ['Code', 'Name', 'Grade', 'HSN', 'Manufacturer', 'Bag (kg)'],
    ['pp-h110', 'PP H110', 'Raffia', 390_210, 'Maker', 25],
    ['LL-1', 'LLDPE', 'Film', '390140', null, null],
    ['x', 'Bad', 'Film', 'none', null, null],
  ]).toBuffer();
  const { code, out } = await loadKind('products', 'p.xlsx', products, '--json');
  expect([code, JSON.parse(out)]).toMatchObject([1, { rows: 3, new: 2, refused: 1, errors: [{ line: 4, row: { code: 'x' } }] }]);
  expect(JSON.parse((await loadKind('products', 'p.xlsx', products, '--json')).out)).toMatchObject({ 'there already': 2 });

  const stock = await writeExcel([
    ['Item', 'Batch no', 'Qty', 'Godown', 'Rate', 'Date', 'Expiry'],
    [
      'PP-H110',
      'B/1',
      12_500.5,
      'Bhiwandi',
      95.25,
      { value: new Date('2026-03-31'), type: Date, format: 'dd/mm/yyyy' },
      '31/12/2099',
    ],
    ['PP-H110', 'B/2', 7_500, 'Surat', 96, null, null],
    ['PP-H110', 'B/3', -1, 'Surat', 96, null, null],
    ['NONE', 'B/4', 1, 'Surat', 96, null, null],
    ['PP-H110', 'B/5', 1, 'Surat', 96, '2026-31-03', null],
  ]).toBuffer();
  const tried = JSON.parse((await loadKind('lots', 's.xlsx', stock, '--dry-run', '--map', 'lot=Batch no', '--json')).out);
  expect(tried.errors.map(({ line, code: no }: { line: number; code: string }) => [line, no])).toEqual([
    [4, 'trade.negative-quantity'],
    [5, 'inventory.no-product'],
    [6, 'trade.bad-date'],
  ]);
  const lots = async () => (await desk.answer('inventory.listLots', {})).items;
  expect(await lots()).toEqual([]);
  for (const counts of [{ new: 2 }, { 'there already': 2 }])
    expect(JSON.parse((await loadKind('lots', 's.xlsx', stock, '--json')).out)).toMatchObject({ ...counts, refused: 3 });
  expect(await lots()).toMatchObject([
    { code: 'PP-H110', onHandKg: '12500.5', warehouse: 'Bhiwandi', receivedOn: '2026-03-31', expiresOn: '2099-12-31' },
    { code: 'PP-H110', onHandKg: '7500', warehouse: 'Surat' },
  ]);

  const file = join(data, 'position.xlsx');
  const written = await almanac(['report', 'position', '--xlsx', file], { env: { ALMANAC_DATA: data } });
  expect([written.code, written.err]).toEqual([0, expect.stringContaining('1 row in')]);
  expect((await readSheet(file))[1]).toEqual(['Raffia', 20_000.5, 0, 0, 0, 20_000.5]);
  expect((await loadKind('lots', 'broken.xlsx', 'not a spreadsheet')).err).toContain('is not an XLSX file');
});

test('a table is taken back as far as nobody has used what it brought, and loaded anew', async () => {
  const firms = 'name,state,role,limit\nUndo One,27,buyer,1000\nUndo Two,24,supplier,\nUndo Bad,00,buyer,\n';
  expect(JSON.parse((await load('u.csv', firms, '--json')).out)).toMatchObject({ new: 2, refused: 1 });
  const [one] = await partiesNamed('Undo One');
  const tried = await load('u.csv', firms, '--undo', '--dry-run', '--json');
  expect(JSON.parse(tried.out)).toMatchObject({ withdrawn: 2, refused: 1, dryRun: true });
  expect(await partiesNamed('Undo')).toHaveLength(2);
  await desk.answer('customers.addContact', { party: one.id, name: 'Ravi' });
  const kept = await load('u.csv', firms, '--undo', '--json');
  expect([kept.code, JSON.parse(kept.out)]).toMatchObject([
    1,
    { withdrawn: 1, refused: 2, errors: [{ line: 2, code: 'customers.party-in-use' }, { line: 4 }] },
  ]);
  expect((await partiesNamed('Undo')).map(({ name }: { name: string }) => name)).toEqual(['Undo One']);
  expect(JSON.parse((await load('u.csv', firms, '--undo', '--json')).out)).toMatchObject({ 'not there': 1, refused: 2 });
  const changed = firms.replace('24,supplier', '29,transporter');
  expect(JSON.parse((await load('u.csv', changed, '--json')).out)).toMatchObject({ new: 1, 'there already': 1 });
  expect((await partiesNamed('Undo Two'))[0]).toMatchObject({ state: '29', roles: ['transporter'] });

  const products = 'code,name,grade,hsn\nUNDO-1,PP,Undo grade,390210\nUNDO-2,PE,Undo grade,390210\n';
  const stock = 'product,lot,kg,warehouse,cost\nUNDO-1,B1,1000,Bhiwandi,90\nUNDO-1,B2,500,Bhiwandi,91\n';
  await loadKind('products', 'up.csv', products);
  expect(JSON.parse((await loadKind('lots', 'us.csv', stock, '--json')).out)).toMatchObject({ new: 2 });
  expect(JSON.parse((await loadKind('products', 'up.csv', products, '--undo', '--json')).out)).toMatchObject({
    withdrawn: 1,
    errors: [{ line: 2, code: 'inventory.product-in-use' }],
  });
  const listed = async () => (await desk.answer('inventory.listProducts', { search: 'undo' })).items;
  expect((await listed()).map(({ code }: { code: string }) => code)).toEqual(['UNDO-1']);
  await desk.answer('inventory.registerProduct', { code: 'UNDO-2', name: 'By hand', grade: 'Other', hsn: '3902' });

  const [{ id: product }] = await listed();
  const lots = (await desk.answer('inventory.listLots', { product })).items as { id: string; onHandKg: string }[];
  const second = lots.find(({ onHandKg }) => onHandKg === '500')?.id ?? '';
  await desk.answer('inventory.holdLot', { id: second, reason: 'wet bags' });
  const position = async () =>
    (await desk.answer('analytics.positionByGrade')).items.find(({ grade }: { grade: string }) => grade === 'Undo grade');
  expect(await position()).toMatchObject({ onHandKg: '1500' });
  expect(JSON.parse((await loadKind('lots', 'us.csv', stock, '--undo', '--json')).out)).toMatchObject({
    withdrawn: 1,
    errors: [{ line: 3, code: 'inventory.lot-in-use' }],
  });
  expect(await position()).toMatchObject({ onHandKg: '500' });
  const corrected = stock.replace('1000', '1100');
  expect(JSON.parse((await loadKind('lots', 'us.csv', corrected, '--json')).out)).toMatchObject({ new: 1, 'there already': 1 });
  expect(await position()).toMatchObject({ onHandKg: '1600' });
  expect((await desk.answer('platform.verifyViews')).equal).toBe(true);
});
