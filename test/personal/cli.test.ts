import { beforeAll, expect, test } from 'vitest';
import { openDataFolder } from '#platform/data-folder';
import { startApp, type TestApp } from '#testing/app';
import { almanac } from '../cli/almanac.ts';
import { folderOf } from '../cli/folder.ts';
import { peopleContext } from './people.ts';

let app: TestApp;
let env: Readonly<Record<string, string>>;
let ada: string;
const names = async () => (await app.request('GET', '/api/v2/people')).body.items;

beforeAll(async () => {
  app = await startApp([peopleContext]);
  const data = folderOf({});
  const folder = openDataFolder(data);
  folder.writeServer({ url: await app.listen(), pid: process.pid });
  folder.writeToken(app.token);
  env = { ALMANAC_DATA: data };
  ada = (await app.request('POST', '/api/v2/people', { name: 'Ada', email: 'ada@example.org' })).body.id;
});

test('nobody is forgotten by a slip of the hand', async () => {
  const { code, err } = await almanac(['forget', ada], { env });
  expect(code).toBe(2);
  expect(err).toContain('What is forgotten cannot be brought back. Say --yes to go on.');
  expect(await names()).toEqual([{ id: ada, name: 'Ada' }]);
});

test('whom nobody knows cannot be forgotten', async () => {
  const { code, err } = await almanac(['forget', 'nobody', '--yes'], { env });
  expect(code).toBe(1);
  expect(err).toContain('Nothing personal is known of nobody.');
});

test('with a yes a person is forgotten, and once more does no harm', async () => {
  const { code, out } = await almanac(['forget', ada, '--yes', '--json'], { env });
  expect([code, JSON.parse(out)]).toEqual([0, { subject: ada, forgotten: true }]);
  expect(await names()).toEqual([{ id: ada, name: 'forgotten' }]);
  expect((await almanac(['forget', ada, '--yes'], { env })).out).toContain('can be read any more');
});
