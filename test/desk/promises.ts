import { expect } from 'vitest';
import { createPool } from '#platform/postgres/pool';
import type { TestApp } from '#testing/app';
import { until } from '#testing/log';
import { quietness } from './quiet.ts';

type Desk = Pick<TestApp, 'request' | 'runtime' | 'databaseUrl'>;

/** Every promise that the desk does not keep: its name, how often, and the first few cases. */
export const brokenPromises = async (
  { request }: Pick<Desk, 'request'>,
  names?: readonly string[],
): Promise<readonly string[]> => {
  const { status, body } = await request('POST', '/api/call/platform.verifyPromises', names === undefined ? {} : { names });
  expect([status, body.code]).toEqual([200, undefined]);
  return body.items
    .filter(({ wrong }: { readonly wrong: number }) => wrong > 0)
    .map((item: object) => JSON.stringify(item, undefined, 1));
};

/** Waits until no process has anything left to do, then checks every promise: after each file of desk tests. */
export const expectPromisesKept = async (desk: Desk): Promise<void> => {
  const pool = createPool(desk.databaseUrl, { size: 1, name: 'almanac-test' });
  try {
    await until(quietness(desk, pool), 'all processes are over', 15_000);
  } finally {
    await pool.end();
  }
  expect(await brokenPromises(desk)).toEqual([]);
};
