import { randomUUID } from 'node:crypto';
import { extractText, getDocumentProxy } from 'unpdf';
import { expect, test } from 'vitest';
import { analytics } from '#analytics/context';
import { customers } from '#customers/context';
import { deals } from '#deals/context';
import { inventory } from '#inventory/context';
import { until } from '#testing/log';
import { startHouse } from '../identity/house.ts';
import { asker, kg, perKg } from './desk.ts';
import { deskGstin } from './trade.ts';

const house = await startHouse([customers, inventory, deals, analytics]);
const { answer } = asker(house);
const keyOf = async (role: string): Promise<string> => {
  const { id } = (await house.request('POST', '/api/v2/members/services', { name: role, roles: [role] })).body;
  return (await house.request('POST', '/api/v2/keys', { label: role, member: id })).body.key;
};

/** What a document says, read as anybody's reader does. */
const read = async (path: string, authorization = `Bearer ${house.token}`) => {
  const { statusCode, headers, rawPayload, payload } = await house.server.inject({ url: path, headers: { authorization } });
  if (statusCode !== 200) return { status: statusCode, text: payload };
  expect(headers['content-type']).toBe('application/pdf');
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(rawPayload)), { mergePages: true });
  return { status: statusCode, text: text.replaceAll(/\s+/g, ' ') };
};

await answer('deals.setDesk', { name: 'Polymer Desk', gstin: deskGstin });
await answer('inventory.setTaxRate', { hsn: '390210', from: '2017-07-01', basisPoints: 1_800 });
const { id: product } = await answer('inventory.registerProduct', {
  code: 'PP-H110MA',
  name: 'PP',
  grade: 'Raffia',
  hsn: '390210',
});
const { id: lot } = await answer('inventory.receiveLot', {
  product,
  quantity: kg(25_000),
  warehouse: 'Vapi',
  cost: perKg('87.6543'),
});
const { id: buyer } = await answer('customers.registerParty', { name: 'Apex Woven Sacks', state: '24', roles: ['buyer'] });
await answer('customers.setCreditLimit', { id: buyer, limit: '100000000' });
const entry = {
  buyer,
  product,
  quantity: kg(12_500),
  rate: perKg('98.7654'),
  sources: [{ lot }],
  payment: { kind: 'credit', days: 30 },
};
const { id: deal } = await answer('deals.enterDeal', entry);
await until(async () => (await answer('deals.getDeal', { id: deal })).status === 'confirmed', 'it is confirmed');

test('the confirmation says what is agreed, with the rupee sign, to those who may see rates', async () => {
  const { text } = await read(`/documents/deals/${deal}`);
  expect(text).toMatch(/Deal confirmation D\/\d{4}-\d\d\/00001/);
  // 12,500 kg × ₹ 98.7654 = ₹ 12,34,567.50; IGST 18 % = ₹ 2,22,222.15; ₹ 14,56,789.65, rounded up by 35 paise.
  for (const part of [
    'Polymer Desk',
    deskGstin,
    'Apex Woven Sacks',
    '12,500',
    '₹ 98.7654 / kg',
    '₹ 12,34,567.50',
    '₹ 2,22,222.15',
    '₹ 0.35',
    '₹ 14,56,790.00',
    '30 days',
  ])
    expect(text).toContain(part);
});

test('the dispatch note goes with the lorry and shows no rate; logistics gets it, and no confirmation', async () => {
  const logistics = `Bearer ${await keyOf('logistics')}`;
  const { id } = await answer('deals.prepareDispatch', { deal, lines: [{ lot, quantity: kg(12_500) }] });
  expect(await read(`/documents/dispatches/${id}`)).toMatchObject({ status: 404 });
  await answer('deals.loadDispatch', { id, vehicle: 'MH 04 AB 1234', transporter: 'Deccan Roadlines', lorryReceipt: 'LR 77' });
  await answer('deals.departDispatch', { id });
  const { text } = await read(`/documents/dispatches/${id}`, logistics);
  for (const part of ['Dispatch note DN/', 'PP-H110MA', 'Raffia', '12500', 'MH 04 AB 1234', 'LR 77'])
    expect(text).toContain(part);
  expect(text).not.toMatch(/₹|98\.|12,34|14,56|87\./);
  const confirmation = await read(`/documents/deals/${deal}`, logistics);
  expect([confirmation.status, confirmation.text]).toEqual([403, expect.not.stringMatching(/98\.|12,34|1234567/)]);
});

test('who is not signed in gets none, and what is not there is not found', async () => {
  expect((await read(`/documents/deals/${deal}`, 'Bearer nobody')).status).toBe(401);
  expect((await read(`/documents/deals/${randomUUID()}`)).status).toBe(404);
  expect((await read('/documents/deals/nonsense')).status).toBe(400);
});
