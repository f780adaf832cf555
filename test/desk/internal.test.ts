import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { rightsFrom, type Role } from '#identity/domain/role';
import { createPool } from '#platform/postgres/pool';
import { sqlOn } from '#platform/postgres/sql';
import { tokens } from '#platform/token';
import { kg, perKg } from './desk.ts';
import { startTrade } from './trade.ts';

const desk = await startTrade();
const { answer, product, lot, buyer, supplier, status, deal, lotKg, creditOf, untilQuiet, app } = desk;

const pool = createPool(app.databaseUrl, { size: 1 });
const issuer = tokens({ sql: sqlOn(pool), now: () => new Date() });
const tokenOf = (actor: string, role: Role) => issuer.issue({ tenant: 'home', actor, scopes: rightsFrom([role]) }, actor);
const [manager, accounts, logistics] = [
  await tokenOf('manager', 'manager'),
  await tokenOf('accounts', 'accounts'),
  await tokenOf('logistics', 'logistics'),
];
await pool.end();

const as =
  (token: string) =>
  async (feature: string, input: object = {}) =>
    app.request('POST', `/api/call/${feature}`, input, { authorization: `Bearer ${token}` });
const today = new Date().toISOString().slice(0, 10);

test('a manager cannot confirm a deal that holds neither credit nor stock', async () => {
  const ask = as(manager);
  for (let times = 0; times < 10; times++) {
    const [pp, party] = [await product(), await buyer('1')];
    const stock = await lot(pp, { quantity: kg(1) });
    const entry = { buyer: party, product: pp, quantity: kg(10_000), rate: perKg(100), sources: [{ lot: stock }] };
    const { body } = await ask('deals.enterDeal', entry);
    const confirmed = await ask('deals.confirmDeal', { deal: body.id, on: today });
    await untilQuiet();
    expect([confirmed.status, await status(body.id)]).toEqual([404, 'rejected']);
  }
});

test('a manager cannot grant an override and hold credit for an invented submitter', async () => {
  const ask = as(manager);
  const party = await buyer('1');
  const own = randomUUID();
  const granted = await ask('customers.grantOverride', { party, deal: own, upTo: '1000' });
  const held = await ask('customers.placeHold', { party, deal: own, paise: '100000', submittedBy: 'nobody' });
  expect([granted.status, held.status, await creditOf(party)]).toEqual([404, 404, { owed: '0', held: '0' }]);
});

test('accounts cannot free the credit that a confirmed deal holds', async () => {
  const [pp, party] = [await product(), await buyer()];
  const id = await deal({ buyer: party, product: pp, sources: [{ lot: await lot(pp) }] });
  expect((await as(accounts)('customers.releaseHold', { party, deal: id })).status).toBe(404);
  expect(await creditOf(party)).toEqual({ owed: '0', held: '1180000' });
});

test('logistics cannot issue stock without a dispatch note', async () => {
  const [pp, party] = [await product(), await buyer()];
  const stock = await lot(pp);
  const id = await deal({ buyer: party, product: pp, sources: [{ lot: stock }] });
  const { sources } = await answer('deals.getDeal', { id });
  const lines = [{ line: sources[0].line, lot: stock, grams: '10000000' }];
  expect((await as(logistics)('inventory.issueStock', { deal: id, dispatch: randomUUID(), lines })).status).toBe(404);
  expect(await lotKg(stock)).toEqual(['25000', '10000']);
});

test('a lot that is received by hand names no purchase and reserves nothing', async () => {
  const pp = await product();
  const arrival = { product: pp, quantity: kg(10), warehouse: 'Bhiwandi', cost: perKg(95), supplier: await supplier() };
  const reserve = [{ deal: randomUUID(), line: '1', grams: '1' }];
  for (const hidden of [{ purchase: randomUUID() }, { reserve }])
    for (const path of ['/api/v2/lots', '/api/call/inventory.receiveLot', '/api/v2/lots/opening-balances'])
      expect(await app.request('POST', path, { ...arrival, ...hidden })).toMatchObject({
        status: 400,
        body: { code: 'input.unknown-field', errors: [{ pointer: `/${Object.keys(hidden)[0]}` }] },
      });
  expect((await app.request('POST', '/api/v2/lots', arrival)).status).toBe(201);
});

test('an internal feature is answered like one that does not exist, whatever is sent by whomever', async () => {
  const internal = app.runtime.forPeers.filter((feature) => !feature.public).map(({ name }) => name);
  expect(internal).toContain('deals.confirmDeal');
  expect(internal.filter((name) => /^(platform|process|audit)\./.test(name))).toEqual(['platform.readFeed']);
  const { body: document } = await app.request('GET', '/openapi.json');
  const text = JSON.stringify(document);
  const said = async (name: string, method: string, headers: Readonly<Record<string, string>>, body?: string) => {
    const answered = await app.request(method, `/api/call/${name}`, body, headers);
    const { correlation: _, instance, ...problem } = answered.body ?? {};
    return [answered.status, answered.headers['allow'], problem, String(instance).replace(name, '<name>')];
  };
  const requests = [['POST', '{}'], ['POST', '{'], ['POST', '"'.repeat(2_000_000)], ['GET'], ['DELETE'], ['OPTIONS']] as const;
  const tokensTried = [app.token, manager, 'alm_nobody_has_this_token_at_all', ''];
  for (const [at, name] of internal.entries()) {
    expect(text).not.toContain(name);
    expect(app.runtime.find(name)).toBeUndefined();
    for (const [method, body] of at === 0 ? requests : requests.slice(0, 1))
      for (const token of tokensTried) {
        const headers = { authorization: token === '' ? '' : `Bearer ${token}` };
        const answered = await said(name, method, headers, body);
        expect([name, method, answered]).toEqual([name, method, await said('deals.noSuchFeature', method, headers, body)]);
        expect([401, 404, 429]).toContain(answered[0]);
      }
  }
});
