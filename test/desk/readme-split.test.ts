import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Request } from '#testing/app';
import { testDatabase } from '#testing/database';
import { until } from '#testing/log';
import { newInstallation, type ServerProcess } from '#testing/process';
import { repository } from '../architecture/planted.ts';
import { almanac } from '../cli/almanac.ts';
import { asker, kg, perKg } from './desk.ts';
import { deskGstin } from './trade.ts';

const readme = readFileSync(join(repository, 'README.md'), 'utf8');
const recipe = readme.slice(readme.indexOf('Or each part has a process'), readme.indexOf('## How it is built'));
const lines = recipe.split('\n');

type Variables = Readonly<Record<string, string>>;

/** The environment variables that stand before a command. */
const variablesOf = (line: string): Variables =>
  Object.fromEntries(
    [...line.matchAll(/(\w+)=("[^"]*"|\S+)/g)].map(([, name = '', value = '']) => [name, value.replaceAll('"', '')]),
  );

const freePort = async (): Promise<string> => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const { port } = server.address() as AddressInfo; // it listens
  await new Promise((closed) => server.close(closed));
  return String(port);
};

const databases = await Promise.all(['stock', 'desk', 'reports'].map(() => testDatabase()));
const installations = new Map(
  ['stock', 'desk', 'reports'].map((name, at) => [
    name,
    { ...newInstallation({ isEmpty: true }), database: databases[at]?.url ?? '' },
  ]),
);
const ports = new Map(await Promise.all(['3000', '3001', '3002'].map(async (port) => [port, await freePort()] as const)));

const installationOf = ({ ALMANAC_DATA = '' }: Variables) => {
  const installation = installations.get(ALMANAC_DATA);
  if (installation === undefined) throw new Error(`The recipe has no process ${ALMANAC_DATA}.`);
  return installation;
};

/** Starts a process as a line of the recipe says, but for folder, database and ports. */
const start = (variables: Variables, others: Variables = {}): Promise<ServerProcess> => {
  const { folder, database, start: begin } = installationOf(variables);
  const PORT = ports.get(variables['PORT'] ?? '') ?? '';
  const { PEERS } = variables;
  const own = PEERS && { PEERS: PEERS.replaceAll(/\d{4}\b(?=,|$)/g, (port) => ports.get(port) ?? port) };
  return begin({ ...variables, ...own, ...others, PORT, ALMANAC_DATA: folder, DATABASE_URL: database });
};

test('a desk in three processes, set up as the README says, trades and reports', { timeout: 120_000 }, async () => {
  const starts = lines.filter((line) => line.startsWith('CONTEXTS=')).map(variablesOf);
  const running = new Map<string, ServerProcess>();
  await Promise.all(starts.slice(0, 3).map(async (each) => running.set(each['ALMANAC_DATA'] ?? '', await start(each))));

  const tokens = new Map<string, string>();
  for (const line of lines.filter((each) => each.includes('npx almanac token --peer'))) {
    const [, peer = '', contexts = ''] = /--peer (\S+) +--contexts (\S+)/.exec(line) ?? [];
    const issued = await almanac(['token', '--peer', peer, '--contexts', contexts], {
      env: { ALMANAC_DATA: installationOf(variablesOf(line)).folder },
    });
    expect([line, issued.code]).toEqual([line, 0]);
    for (const context of contexts.split(',')) tokens.set(`${peer} ${context}`, issued.out.trim());
  }

  for (const each of starts.slice(3)) {
    const name = each['ALMANAC_DATA'] ?? '';
    await running.get(name)?.end('SIGTERM');
    const owners = start(each, { PEER_TOKEN: installationOf(each).token() });
    await expect(owners).rejects.toThrow('almanac token --peer <name of this process> --contexts inventory');
    const PEER_TOKEN = each['PEER_TOKEN']?.replaceAll(
      /(\w+)=almp_…/g,
      (_, context: string) => `${context}=${tokens.get(`${name} ${context}`)}`,
    );
    running.set(name, await start(each, { ...(PEER_TOKEN && { PEER_TOKEN }) }));
  }

  const { url } = running.get('desk') ?? { url: '' };
  const authorization = `Bearer ${installations.get('desk')?.token()}`;
  const request: Request = async (_, path, ...[body]) => {
    const headers = { authorization, 'content-type': 'application/json' };
    const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await response.text();
    return { status: response.status, headers: {}, text, body: text === '' ? undefined : JSON.parse(text) };
  };
  const { answer } = asker({ request });
  await answer('deals.setDesk', { name: 'Split', gstin: deskGstin });
  await answer('inventory.setTaxRate', { hsn: '3902', from: '2017-07-01', basisPoints: 1_800 });
  const { id: product } = await answer('inventory.registerProduct', { code: 'PP', name: 'PP', grade: 'Raffia', hsn: '3902' });
  const arrival = { product, quantity: kg(1_000), warehouse: 'Bhiwandi', cost: perKg(90) };
  const { id: lot } = await answer('inventory.receiveLot', arrival);
  const { id: buyer } = await answer('customers.registerParty', { name: 'Apex', state: '27', roles: ['buyer'] });
  await answer('customers.setCreditLimit', { id: buyer, limit: '1000000' });
  const { id } = await answer('deals.enterDeal', { buyer, product, quantity: kg(500), rate: perKg(100), sources: [{ lot }] });
  await until(async () => (await answer('deals.getDeal', { id })).status === 'confirmed', 'the deal is confirmed', 20_000);
  const told = async () => (await answer('analytics.positionByGrade', {})).total.reservedKg;
  await until(async () => (await told()) === '500', 'the reports know of it', 20_000);

  const env = { ALMANAC_DATA: installations.get('stock')?.folder ?? '' };
  const listed = await almanac(['token', '--peers'], { env });
  expect(listed.out).toMatch(/^desk +inventory +all workspaces +\S+\nreports +inventory/);
  expect((await almanac(['audit', 'list', '--type', 'StockReserved'], { env })).out).toContain('deals.register via desk');
  expect((await almanac(['token', '--revoke-peer', 'desk'], { env })).code).toBe(0);
  const lots = async () => (await request('POST', '/api/call/inventory.listLots', {})).status;
  await until(async () => (await lots()) >= 400, 'the desk is refused there');
  for (const server of running.values()) await server.end('SIGTERM');
});
