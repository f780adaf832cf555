import { expect, onTestFinished, test } from 'vitest';
import { leases } from '#platform/process/leases';
import { testDatabase } from '#testing/database';

const { pool } = await testDatabase();
const every = Array.from({ length: 16 }, (_, share) => share);

const startWorker = async (processes: readonly string[] = ['a.one', 'a.two']) => {
  const stopping = new AbortController();
  const worker = leases(pool, processes, stopping.signal);
  const stop = async () => {
    stopping.abort();
    await worker.release();
  };
  onTestFinished(stop);
  await worker.balance();
  return { ...worker, stop };
};
type Worker = Awaited<ReturnType<typeof startWorker>>;

const together = (process: string, ...workers: readonly Worker[]) =>
  workers.flatMap(({ of }) => of(process)).toSorted((a, b) => a - b);

test('one worker has every share; of two each has half, of three none has more than six, and no share has two holders', async () => {
  const one = await startWorker();
  expect([one.of('a.one'), one.of('a.two')]).toEqual([every, every]);
  const two = await startWorker();
  expect(two.of('a.one')).toEqual([]); // the first still has them all
  await one.balance();
  await two.balance();
  expect([one.of('a.one').length, two.of('a.one').length]).toEqual([8, 8]);
  expect(together('a.one', one, two)).toEqual(every);
  const three = await startWorker();
  for (const worker of [one, two, three]) await worker.balance();
  expect(together('a.two', one, two, three)).toEqual(every);
  expect(Math.max(...[one, two, three].map(({ of }) => of('a.two').length))).toBeLessThanOrEqual(6);
});

test('shares are divided among those that know the process', async () => {
  const both = await startWorker(['b.one', 'b.two']);
  const other = await startWorker(['b.two']);
  await both.balance();
  await other.balance();
  expect([both.of('b.one'), both.of('b.two').length, other.of('b.two').length]).toEqual([every, 8, 8]);
});

test('what a worker gives back at its stop, another has with its next look', async () => {
  const one = await startWorker(['c.one']);
  const two = await startWorker(['c.one']);
  await one.stop();
  expect(one.of('c.one')).toEqual([]);
  await two.balance();
  expect(two.of('c.one')).toEqual(every);
});

test('a worker whose connection is gone is dead: its shares are free at once, and its own next look makes it a new one', async () => {
  const one = await startWorker(['d.one']);
  const two = await startWorker(['d.one']);
  const { rows } = await pool.query<{ readonly pid: number }>(
    `select l.pid from pg_locks l join process.lease d on (l.classid::bigint << 32) | l.objid::bigint = d.worker
     where l.locktype = 'advisory' and d.process = 'd.one' limit 1`,
  );
  await pool.query('select pg_terminate_backend($1, 5000)', [rows[0]?.pid]);
  await two.balance();
  expect(two.of('d.one')).toEqual(every);
  await expect.poll(() => one.of('d.one')).toEqual([]);
  await one.balance();
  await two.balance();
  await one.balance();
  expect(together('d.one', one, two)).toEqual(every);
});

test('a worker that hangs keeps its connection, and loses its leases when they expire by the clock of the database', async () => {
  const hanging = await startWorker(['e.one']);
  const two = await startWorker(['e.one']);
  expect(two.of('e.one')).toEqual([]);
  for (const table of ['worker', 'lease'])
    await pool.query(`update process.${table} set expires_at = clock_timestamp() where process = 'e.one'`);
  await two.balance();
  expect(two.of('e.one')).toEqual(every);
  await hanging.balance(); // it has continued
  await two.balance();
  await hanging.balance();
  expect([hanging.of('e.one').length, two.of('e.one').length]).toEqual([8, 8]);
  expect(await hanging.confirm('e.one', two.of('e.one')[0] ?? 0)).toBe(false);
});
