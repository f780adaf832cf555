import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { customers } from '#customers/context';
import { createPool } from '#platform/postgres/pool';
import { sqlOn } from '#platform/postgres/sql';
import { tokens } from '#platform/token';
import { startDesk } from './desk.ts';

const { app, answer } = await startDesk([customers]);
const pool = createPool(app.databaseUrl, { size: 1 });
const issuer = tokens({ sql: sqlOn(pool), now: () => new Date() });
const clerk = await issuer.issue({ tenant: 'home', actor: 'clerk', scopes: ['customers:read', 'customers:write'] }, 'clerk');
await pool.end();

const as = (token: string) => (feature: string, rows: readonly object[]) =>
  app.request('POST', `/api/call/customers.${feature}`, { rows }, { authorization: `Bearer ${token}` });
const row = (more: object = {}) => ({ name: `Apex ${randomUUID()}`, state: '27', roles: 'buyer', ...more });
const limitOf = async (id: string) => (await answer('customers.getCredit', { id })).limit;

test('a table that sets credit limits needs the right that setting one needs', async () => {
  const [plain, limited] = [row(), row({ limit: '1000000' })];
  const denied = { status: 403, body: { code: 'access.not-allowed', detail: 'This needs the right credit:write.' } };
  expect(await as(clerk)('loadParties', [plain, limited])).toMatchObject(denied);
  expect((await answer('customers.listParties', { search: plain.name })).items).toEqual([]);
  expect(await as(clerk)('loadParties', [plain])).toMatchObject({ status: 200, body: { rows: [{ outcome: 'new' }] } });
  const loaded = await as(app.token)('loadParties', [limited]);
  expect(await limitOf(loaded.body.rows[0].id)).toBe('1000000');
  expect(await as(clerk)('withdrawParties', [limited])).toMatchObject(denied);
});

test('a table raises no limit of a blocked party, and leaves one that is as it says', async () => {
  const party = row({ limit: '1000' });
  const load = async (limit: string) => (await as(app.token)('loadParties', [{ ...party, limit }])).body.rows[0];
  const { id } = await load('1000');
  await answer('customers.blockParty', { id, reason: 'cheques bounce' });
  expect(await load('9000000')).toMatchObject({ outcome: 'refused', code: 'customers.blocked' });
  expect(await load('1000')).toMatchObject({ outcome: 'there already' });
  expect(await limitOf(id)).toBe('1000');
});
