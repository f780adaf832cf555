import { expect, test } from 'vitest';
import { graph } from '#graph/context';
import { createPool } from '#platform/postgres/pool';
import { startApp } from '#testing/app';
import { until } from './ask.ts';

const app = await startApp([graph]);

const errorsIn = (text: string): readonly Readonly<Record<string, unknown>>[] =>
  text
    .split('\n')
    .filter((line) => line.includes('"err":'))
    .map((line) => JSON.parse(line).err);

/** Everything that an error of the log may tell. */
const known = ['type', 'message', 'stack', 'code', 'cause', 'errors'];
const keysIn = (error: unknown): readonly string[] => {
  if (typeof error !== 'object' || error === null) return [];
  const { cause, errors = [] } = error as { readonly cause?: unknown; readonly errors?: readonly unknown[] };
  return [...Object.keys(error), ...[cause, ...errors].flatMap(keysIn)];
};

test('a broken connection is logged by its SQL state, without the connection and its cancel key', async () => {
  await Promise.all(Array.from({ length: 8 }, (_, n) => app.request('POST', '/api/v2/nodes', { title: `Note ${n}` })));
  const pool = createPool(app.databaseUrl, { size: 1, name: 'almanac-test' });
  await pool.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name <> 'almanac-test'`);
  await pool.end();
  const broken = async () => {
    const found = errorsIn(app.logged()).filter(({ code }) => code === '57P01');
    return found.length > 2 ? found : undefined;
  };
  await until(broken, 'each idle connection that broke is logged', 10_000);
  for (const error of errorsIn(app.logged())) {
    expect(keysIn(error).filter((key) => !known.includes(key))).toEqual([]);
    expect(JSON.stringify(error).length).toBeLessThan(4_000);
    expect(error).toMatchObject({
      type: expect.any(String),
      message: expect.any(String),
      stack: expect.stringContaining('    at '),
    });
  }
  expect(app.logged()).not.toMatch(/secretKey|processID|_events|backend_?key/i);
});
