import { afterAll, expect, test } from 'vitest';
import { analytics } from '#analytics/context';
import { customers } from '#customers/context';
import { deals } from '#deals/context';
import { inventory } from '#inventory/context';
import { createPool } from '#platform/postgres/pool';
import { startHouse } from '../identity/house.ts';
import { operationsOf } from './matrix.ts';
import { maker, rates, rows } from './rows.ts';

const house = await startHouse([customers, inventory, deals, analytics]);
const make = maker(house);
/** A key of somebody with these roles. */
const holderOf = async (roles: readonly string[]): Promise<string> => {
  const { id } = (await house.request('POST', '/api/v2/members/services', { name: roles.join(), roles })).body;
  return (await house.request('POST', '/api/v2/keys', { label: roles.join(), member: id })).body.key;
};
const logistics = await holderOf(['logistics']);
const manager = await holderOf(['manager']);
const pool = createPool(house.databaseUrl, { size: 1 });
afterAll(() => pool.end());
const isOfTheDesk = /^(customers|inventory|deals|analytics)\./;
const operations = operationsOf(house, pool).filter(({ feature }) => isOfTheDesk.test(feature.name));

/** Whatever shows what something costs: as entered, as kept, and per tonne. */
const shown = (text: string): readonly string[] => rates.filter((rate) => text.includes(rate));

test('there are operations that logistics may use, and others', () => {
  expect(operations.length).toBeGreaterThan(100);
});

test.each(operations)('$name shows logistics no rate, neither in an answer nor in an error', async ({ feature, send }) => {
  const row = rows[feature.name];
  if (row === undefined) throw new Error(`${feature.name} has no row in test/tenancy/desk-rows.ts.`);
  const input = await row.input(make);
  const { status, text } = await send(input, logistics, row.headers);
  const own = rates.filter((rate) => JSON.stringify(input).includes(rate));
  expect(shown(text).filter((rate) => !own.includes(rate))).toEqual([]);
  expect(status).toBeLessThan(500);
});

test('who may read rates sees them: the look for them finds what is there', async () => {
  const [lot, deal] = [await make.lot(), await make.deal()];
  const read = (token: string, path: string) => house.as(token, 'GET', path);
  expect(shown((await read(manager, `/api/v2/lots/${lot}`)).text)).not.toEqual([]);
  expect(shown((await read(manager, `/api/v2/deals/${deal}`)).text)).not.toEqual([]);
  expect((await read(logistics, `/api/v2/lots/${lot}`)).status).toBe(200);
  expect((await read(logistics, `/api/v2/deals/${deal}`)).status).toBe(403);
});
