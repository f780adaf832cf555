import { afterEach, expect, test } from 'vitest';
import { startApp } from '#testing/app';
import { failing, till } from './till.ts';

const app = await startApp([till]);
const other = await startApp([till], { databaseUrl: app.databaseUrl });
afterEach(() => failing.clear());

const asker =
  ({ request }: typeof app) =>
  (feature: string, id: string, key?: string) =>
    request('POST', `/api/call/till.${feature}`, { id }, key === undefined ? {} : { 'idempotency-key': key });
const ask = asker(app);
const askOther = asker(other);
const coins = async (id: string) =>
  Promise.all([1, 2, 3].map(async (n) => (await app.request('GET', `/api/v2/purses/${id}-${n}`)).body.coins));

test.each([
  ['a call that failed is made when the request is repeated', 'call', [1, 0, 0]],
  ['a call whose answer was lost is not made twice', 'answer', [1, 1, 0]],
  ['what was interrupted at its very end is answered by another process', 'end', [1, 1, 1]],
] as const)('%s', async (_, id, before) => {
  failing.add(id);
  expect((await ask('depositThree', id, id)).status).toBe(503);
  expect(await coins(id)).toEqual(before);
  const again = await askOther('depositThree', id, id);
  expect([again.status, again.headers['idempotency-replayed']]).toEqual([200, undefined]);
  expect(await coins(id)).toEqual([1, 1, 1]);
  const [last, elsewhere] = [await ask('depositThree', id, id), await askOther('depositThree', id, id)];
  expect([last.headers['idempotency-replayed'], last.body, elsewhere.body]).toEqual(['true', again.body, again.body]);
  expect(await coins(id)).toEqual([1, 1, 1]);
});

test('a refused call refuses the whole request, which may be sent again with its key', async () => {
  failing.add('refused');
  expect((await ask('depositThree', 'refused', 'refused')).body.code).toBe('till.full');
  expect(await coins('refused')).toEqual([1, 0, 0]);
  expect((await ask('depositThree', 'refused', 'refused')).status).toBe(200);
  expect(await coins('refused')).toEqual([1, 1, 1]);
});

test('fifty at once, at two processes, take effect once and are answered the same', async () => {
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, n) => (n % 2 === 0 ? ask : askOther)('depositThree', 'fifty', 'key-fifty')),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(await coins('fifty')).toEqual([1, 1, 1]);
});

test('its key means one request, also before the last effect', async () => {
  failing.add('end');
  await ask('depositThree', 'one', 'key-one');
  expect((await ask('depositThree', 'another', 'key-one')).body.code).toBe('idempotency.other-request');
  await ask('depositThree', 'one', 'key-one');
  expect((await ask('depositThree', 'another', 'key-one')).body.code).toBe('idempotency.other-request');
  expect(await coins('another')).toEqual([0, 0, 0]);
});

test('a command that has further effects and does not say so is found at its first call, with a key or without', async () => {
  for (const [id, key] of [['plain'], ['keyed', 'key']] as const) {
    expect((await ask('depositCarelessly', `careless-${id}`, key && `${key}-careless`)).status).toBe(500);
    expect((await ask('refuseLate', `late-${id}`, key && `${key}-late`)).status).toBe(500);
    expect((await ask('depositAndCount', `count-${id}`, key && `${key}-count`)).body).toEqual({ coins: 1 });
  }
  expect(app.logged()).toContain('till.depositCarelessly calls till.deposit after its decision');
  expect(app.logged()).toContain('till.refuseLate refuses after its decision');
});
