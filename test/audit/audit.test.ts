import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDataFolder } from '#platform/data-folder';
import { includes, isBeginning, leafHash } from '#platform/audit/merkle';
import { openNote } from '#platform/audit/note';
import { createPool } from '#platform/postgres/pool';
import { until } from '#testing/log';
import { almanac } from '../cli/almanac.ts';
import { folderOf } from '../cli/folder.ts';
import { kg } from '../desk/desk.ts';
import { startTrade } from '../desk/trade.ts';

const desk = await startTrade({ unchecked: true });
const { answer, ask, product, lot, buyer, deal } = desk;
const pool = createPool(desk.app.databaseUrl, { size: 1 });
const data = folderOf({});
const run = (...given: readonly string[]) => almanac([...given], { env: { ALMANAC_DATA: data } });
beforeAll(async () => {
  const folder = openDataFolder(data);
  folder.writeServer({ url: await desk.app.listen(), pid: process.pid });
  folder.writeToken(desk.app.token);
});
afterAll(() => pool.end());

const hashes = (proof: { readonly hashes: readonly string[] }) => proof.hashes.map((hash) => Buffer.from(hash, 'base64'));
const sign = async () => {
  const { verifier, checkpoint } = await answer('audit.signCheckpoint');
  const opened = openNote(checkpoint.note, verifier);
  if (opened === undefined) throw new Error('It is not signed.');
  return opened;
};

const pp = await product();
const [party, stock] = [await buyer(), await lot(pp)];
const trade = () => deal({ buyer: party, product: pp, quantity: kg(10), sources: [{ lot: stock }] });

test('each event is proven to be in the log, and each checkpoint to be the beginning of the next', async () => {
  const first = await trade();
  const before = await sign();
  for (let count = 0; count < 30; count++) await trade();
  const after = await sign();
  expect(after.size).toBeGreaterThan(before.size + 256);
  const proof = hashes(await answer('audit.getConsistency', { from: before.size, to: after.size }));
  expect(isBeginning(before, after, proof)).toBe(true);
  const { items } = await answer('audit.listEvents', { stream: `deal-${first}`, type: 'DealConfirmed' });
  const [{ position }] = items;
  const [text] = (await answer('audit.readLeaves', { after: position - 1, limit: 1 })).items;
  const path = hashes(await answer('audit.getInclusion', { position, size: after.size }));
  expect(includes({ leaf: leafHash(text), index: position - 1, proof: path }, after)).toBe(true);
  expect(
    includes({ leaf: leafHash(text.replace('DealConfirmed', 'DealRejected')), index: position - 1, proof: path }, after),
  ).toBe(false);
  expect((await ask('audit.getInclusion', { position: after.size + 1_000, size: after.size })).status).toBe(404);
});

test('events and accesses tell from where they came, until the person is forgotten; what follows by itself came from nowhere', async () => {
  const id = await trade();
  const ofDeal = async () => (await answer('audit.listEvents', { stream: `deal-${id}` })).items;
  const froms = async () => (await ofDeal()).map(({ type, from }: Record<string, string>) => [type, from]);
  expect(await froms()).toEqual([
    ['DealConfirmed', undefined],
    ['DealSubmitted', '127.0.0.1'],
  ]);
  await answer('deals.getDeal', { id });
  const entries = async () =>
    (await answer('audit.listEvents', { type: 'AccessRecorded', limit: 100 })).items.flatMap(
      ({ data: { entries: all } }: { readonly data: { readonly entries: readonly object[] } }) => all,
    );
  await until(async () => (await entries()).length > 0, 'the access is written down');
  expect(await entries()).toContainEqual(expect.objectContaining({ feature: 'deals.getDeal', from: '127.0.0.1' }));
  const { rows } = await pool.query('select 1 from log.event where data::text || meta::text like $1 limit 1', ['%127.0.0.1%']);
  expect(rows, 'no address stands in the log as it is').toEqual([]);

  await answer('platform.forgetSubject', { subject: 'owner' });
  expect((await froms())[1]).toEqual(['DealSubmitted', 'forgotten']);
  expect((await ask('deals.getDeal', { id })).status, 'who is forgotten may still work; from where is not kept any more').toBe(
    200,
  );
});

test('who has done what is found by person, type, thing and request, with what led to it', async () => {
  const id = await trade();
  const { items } = await answer('audit.listEvents', { stream: `deal-${id}` });
  expect(items.map(({ type }: { type: string }) => type)).toEqual(['DealConfirmed', 'DealSubmitted']);
  const [confirmed, submitted] = items;
  expect([confirmed.actor, submitted.actor]).toEqual(['deals.register', 'owner']);
  expect(confirmed.causation).toMatch(/^deals\.register-/);
  const chain = await answer('audit.listEvents', { correlation: submitted.correlation, limit: 100 });
  const types = chain.items.map(({ type }: { type: string }) => type);
  expect(types).toEqual(expect.arrayContaining(['HoldPlaced', 'StockReserved', 'DealConfirmed']));
  expect((await answer('audit.listEvents', { actor: 'nobody' })).items).toEqual([]);
});

test('who reads what is sensitive, and who is kept from something, stands in the log', async () => {
  await answer('customers.getCredit', { id: party });
  const entries = async () =>
    (await answer('audit.listEvents', { type: 'AccessRecorded' })).items.flatMap(
      ({ data: { entries: all } }: { data: { entries: object[] } }) => all,
    );
  await until(
    async () => (await entries()).some((entry: { feature?: string }) => entry.feature === 'customers.getCredit'),
    'the reading is written down',
  );
  const caller = { tenant: 'home', actor: 'lou', scopes: ['inventory:read'], correlation: 'kept-out' };
  const feature = desk.app.runtime.find('customers.getCredit');
  if (feature) await expect(desk.app.runtime.execute(feature, { id: party }, { caller, notes: {} })).rejects.toThrow();
  await until(
    async () => (await entries()).some((entry: object) => 'correlation' in entry && entry.correlation === 'kept-out'),
    'the refusal is written down',
  );
});

test('what leaves as a file is told as an export, with who took it: reports, papers, the trail itself', async () => {
  const id = await trade();
  expect((await run('report', 'profit', '--csv', join(data, 'profit.csv'))).code).toBe(0);
  expect((await run('report', 'position', '--xlsx', join(data, 'position.xlsx'))).code).toBe(0);
  expect((await run('audit', 'export', join(data, 'exported.jsonl'))).code).toBe(0);
  const authorization = `Bearer ${desk.app.token}`;
  expect((await desk.app.server.inject({ url: `/documents/deals/${id}`, headers: { authorization } })).statusCode).toBe(200);
  const strange = await desk.app.request('GET', '/api/v2/reports/profit', undefined, { authorization, 'almanac-export': 'C:/a' });
  expect([strange.status, strange.body.code]).toEqual([400, 'http.bad-export']);

  const exported = async (): Promise<readonly string[]> =>
    (await answer('audit.listEvents', { type: 'AccessRecorded', limit: 100 })).items
      .flatMap(({ data: { entries } }: { data: { entries: object[] } }) => entries)
      .filter(({ outcome }: { outcome: string }) => outcome === 'exported')
      .map(({ actor, feature, as }: Record<string, string>) => `${actor} ${feature} ${as}`);
  const wanted = ['analytics.profitOfDeals csv', 'analytics.positionByGrade xlsx', 'audit.readLeaves jsonl', 'deals.getDeal pdf'];
  for (const each of wanted)
    await until(async () => (await exported()).some((entry) => entry.endsWith(each)), `${each} is written down`);
  expect(await exported(), 'what an export calls in turn is none').not.toContainEqual(expect.stringMatching(/getParty|getDesk/));
});

test('the trail is verified online and from a file; a file that was changed or cut is found', { timeout: 60_000 }, async () => {
  await trade();
  const online = await run('audit', 'verify', '--json');
  const { fault, proven, verifier } = JSON.parse(online.out);
  expect([online.code, fault, proven > 300]).toEqual([0, undefined, true]);

  const file = join(data, 'trail.jsonl');
  expect((await run('audit', 'export', file)).code).toBe(0);
  const good = await run('audit', 'verify', '--file', file, '--key', verifier);
  expect([good.code, good.out]).toEqual([0, expect.stringContaining('as they were signed')]);
  const lines = readFileSync(file, 'utf8').split('\n');
  const check = async (changed: readonly string[], ...more: readonly string[]) => {
    const copy = join(data, 'copy.jsonl');
    writeFileSync(copy, changed.join('\n'));
    return run('audit', 'verify', '--file', copy, ...more);
  };
  const at = lines.findIndex((line) => line.includes('DealConfirmed'));
  const edited = await check(lines.map((line, index) => (index === at ? line.replace('DealConfirmed', 'DealRejected') : line)));
  expect([edited.code, edited.out]).toEqual([1, expect.stringContaining('Something has changed among the events')]);
  expect((await check(lines.toSpliced(at, 1))).code).toBe(1);
  expect((await check(lines.filter((line) => !line.includes('StockReserved')))).code).toBe(1);
  const otherKey = await check(lines, '--key', verifier.replace(/.{4}$/, 'AAA='));
  expect(otherKey.code).toBe(1);
  const none = await run('audit', 'verify', '--file', join(data, 'nothing.jsonl'));
  expect([none.code, none.err]).toEqual([2, expect.stringContaining('There is no file')]);
});

test('the trail has the events of one’s own workspace, and the hashes of those of others, so that it can still be verified', async () => {
  const secret = `Secret of elsewhere ${randomUUID()}`;
  const there = { tenant: 'elsewhere', actor: 'eve', scopes: ['*'], correlation: 'there' };
  await desk.app.runtime.runInside(
    'customers.registerParty',
    { name: secret, state: '27', roles: ['buyer'] },
    { caller: there, notes: {} },
  );
  const trail = join(data, 'own.jsonl');
  expect((await run('audit', 'export', trail)).code).toBe(0);
  const written = readFileSync(trail, 'utf8');
  expect([written.includes(secret), written.includes('"elsewhere'), written.includes('DealConfirmed')]).toEqual([
    false,
    false,
    true,
  ]);
  const verified = await run('audit', 'verify', '--file', trail);
  expect([verified.code, verified.out]).toEqual([0, expect.stringContaining('as they were signed')]);
  expect((await run('audit', 'verify')).code).toBe(0);
  const { rows } = await pool.query<{ readonly position: number }>(`select position from log.event where tenant = 'elsewhere'`);
  const after = Number(rows[0]?.position) - 1;
  const mine = await answer('audit.readLeaves', { after, limit: 1 });
  expect(mine).toEqual({ items: [{ hash: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/) }] });
  const hashed = readFileSync(trail, 'utf8').replace(mine.items[0].hash, leafHash('another').toString('base64'));
  writeFileSync(join(data, 'changed.jsonl'), hashed);
  expect((await run('audit', 'verify', '--file', join(data, 'changed.jsonl'))).code).toBe(1);
});

test('an event that is changed in the database is found', { timeout: 60_000 }, async () => {
  await sign();
  const { rows } = await pool.query<{ readonly position: number; readonly data: string }>(
    `update log.event set data = replace(data::text, '"paise":"', '"paise":"1')::json
     where position = (select min(position) from log.event where type = 'HoldPlaced') returning position, data::text`,
  );
  expect(rows).toHaveLength(1);
  const found = await run('audit', 'verify');
  expect([found.code, found.out]).toEqual([1, expect.stringContaining('Something has changed among the events')]);
  await pool.query(`update log.event set data = replace(data::text, '"paise":"1', '"paise":"')::json where position = $1`, [
    rows[0]?.position,
  ]);
  expect((await run('audit', 'verify')).code).toBe(0);
  await pool.query('alter table log.event disable trigger user');
  const last = (await sign()).size;
  await pool.query(`create table public.gone as select * from log.event where position = ${last}`);
  await pool.query('delete from log.event where position = $1', [last]);
  const cut = await run('audit', 'verify');
  // Accesses that were noted a moment ago may be written meanwhile: then it is another event that stands in the place of the one that is gone.
  expect([cut.code, cut.out]).toEqual([1, expect.stringMatching(/events were signed, and \d+ are there|Something has changed/)]);
  await pool.query('insert into log.event select * from public.gone'); // else memory would not be what the log says
});
