import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { customers } from '#customers/context';
import { deals } from '#deals/context';
import { startApp } from '#testing/app';
import { testDatabase } from '#testing/database';
import { until } from '#testing/log';
import { asker, kg, perKg } from './desk.ts';
import { deskGstin } from './trade.ts';

type Place = { readonly url: string; readonly token: string };

const database = await testDatabase();
const folder = mkdtempSync(join(tmpdir(), 'almanac-inventory-'));
let child: ChildProcess;

/** Starts the stock, where it was before. */
const startStock = async (port = '0'): Promise<Place> => {
  child = fork(join(import.meta.dirname, 'inventory-process.ts'), [database.url, folder, port]);
  const [place] = await once(child, 'message');
  return place;
};

const kill = async (): Promise<void> => {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
};

const place = await startStock();
const port = new URL(place.url).port;
afterAll(async () => {
  await kill();
  rmSync(folder, { recursive: true, force: true });
});

/** Asks the stock itself, whoever of its processes lives. */
const stock = async (feature: string, input: object) => {
  const response = await fetch(`${place.url}/api/call/${feature}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${place.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
  return { status: response.status, body: response.status === 204 ? undefined : JSON.parse(await response.text()) };
};

test('the stock in a process of its own, killed 20 times: every deal ends, nothing is reserved without a deal, no deal is without stock', {
  timeout: 180_000,
}, async () => {
  const app = await startApp([customers, deals], { peers: { inventory: place } });
  const { answer } = asker(app);
  await stock('inventory.setTaxRate', { hsn: '3902', from: '2017-07-01', basisPoints: 1_800 });
  const { id: pp } = (await stock('inventory.registerProduct', { code: 'PP', name: 'PP', grade: 'Raffia', hsn: '3902' })).body;
  const lots = await Promise.all(
    Array.from({ length: 3 }, async () => {
      const lot = { product: pp, quantity: kg(10_000), warehouse: 'Bhiwandi', cost: perKg(90) };
      return String((await stock('inventory.receiveLot', lot)).body.id);
    }),
  );
  await answer('deals.setDesk', { name: 'Split', gstin: deskGstin });
  const { id: buyer } = await answer('customers.registerParty', { name: 'Apex', state: '27', roles: ['buyer'] });
  await answer('customers.setCreditLimit', { id: buyer, limit: '1000000000' });

  let killing = true;
  const killer = async () => {
    for (let times = 0; times < 20; times++) {
      await wait(50 + Math.random() * 400);
      await kill();
      await startStock(port);
    }
    killing = false;
  };
  const ids: string[] = [];
  const trader = async () => {
    while (killing || ids.length < 70) {
      const id = randomUUID();
      const [one = '', other = ''] = lots.toSorted(() => Math.random() - 0.5);
      const sources = [{ lot: one, quantity: kg(300) }, { lot: other }];
      const entry = { id, buyer, product: pp, quantity: kg(500), rate: perKg(100), sources };
      const { status } = await app.request('POST', '/api/call/deals.enterDeal', entry).catch(() => ({ status: 0 }));
      if (status === 201) ids.push(id);
      await wait(ids.length < 90 ? 40 : 400);
    }
  };
  await Promise.all([killer(), trader(), trader()]);

  const status = async (id: string): Promise<string> => (await answer('deals.getDeal', { id })).status;
  const statuses = async () => Promise.all(ids.map(status));
  await until(async () => !(await statuses()).includes('pending'), 'every deal has come to its end', 150_000);
  const ends = Map.groupBy(await statuses(), (end) => end);
  expect([...ends.keys()].toSorted((a, b) => a.localeCompare(b))).toEqual(['confirmed', 'rejected']);
  const phases = async () => (await answer('process.listProcesses', { limit: 1_000 })).items as { readonly phase: string }[];
  await until(
    async () => (await phases()).every(({ phase }) => phase === 'completed'),
    'nothing is left to be given back',
    60_000,
  );

  const reserved = await Promise.all(
    lots.map(async (id) => (await stock('inventory.getLot', { id })).body.reservations as { deal: string; kg: string }[]),
  );
  const kgOf = Map.groupBy(reserved.flat(), ({ deal }) => deal);
  const states = new Map(await Promise.all(ids.map(async (id) => [id, await status(id)] as const)));
  for (const [id, state] of states) {
    const held = (kgOf.get(id) ?? []).reduce((sum, { kg: each }) => sum + Number(each), 0);
    expect([id, state, held]).toEqual([id, state, state === 'confirmed' ? 500 : 0]);
  }
  expect([...kgOf.keys()].filter((id) => !states.has(id))).toEqual([]);
});
