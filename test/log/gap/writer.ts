import type { Pool } from 'pg';
import type { Events } from '#platform/log/event-log';
import { caller, coins, Jar, sealed } from '#testing/jar';
import { openProcess } from './open.ts';

/** One process of several writers. Its arguments: where the database is, the writers' names, how many events each is to write. */
const [url = '', names = '', wanted = '0'] = process.argv.slice(2);
const { pool, log, stop } = await openProcess(url);

/** A transaction that takes its time between locking its stream and committing, and now and then comes to nothing. */
const slowly = async (jar: string, outcome: 'commit' | 'rollback'): Promise<number> => {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const reserved = await client.query<{ readonly versions: readonly number[] }>(
      `select log.reserve(array['home'], array[$1], array[-1], array[1], '{}', '{}', '{}', '{}', '{}') as versions`,
      [`jar-${jar}`],
    );
    await client.query('select pg_sleep(random() * 0.02)');
    await client.query(
      `select log.record(array['home'], array[$1], array[$2::int], array['CoinsAdded'], array['{}'], array['{}'], array[now()], true)`,
      [`jar-${jar}`, (reserved.rows[0]?.versions[0] ?? 0) + 1],
    );
    if (Math.random() < 0.3) await client.query('select pg_sleep(random() * 0.005)');
    await client.query(outcome);
    return outcome === 'commit' ? 1 : 0;
  } finally {
    client.release();
  }
};

/** The bug that many logs were shipped with: the position comes from a sequence, taken before the commit. */
const control = async (on: Pool, name: string, version: number): Promise<void> => {
  const client = await on.connect();
  try {
    await client.query('begin');
    await client.query('insert into test.control (stream, version) values ($1, $2)', [name, version]);
    await client.query('select pg_sleep(random() * 0.02)');
    await client.query(Math.random() < 0.1 ? 'rollback' : 'commit');
  } finally {
    client.release();
  }
};

const write = async (name: string, events: Events, most: number): Promise<void> => {
  let written = 0;
  const own = (n: number) => `${name}-${n % 20}`;
  const add = async (jar: string, count: number) => {
    await events.decide({ jar: [Jar, jar] }, () => ({ jar: Array.from({ length: count }, () => coins(jar)) }));
    written += count;
  };
  for (let round = 0; written < most; round++) {
    const jar = own(round);
    await Promise.allSettled([
      ...Array.from({ length: 24 }, (_, n) => add(own(round + n), 1 + (n % 6))),
      ...(round % 3 === 0 ? [add('everybody', 1)] : []), // contended by all writers of all processes
      // The rules say no; the database says no; the batch is then tried member by member.
      events.decide({ jar: [Jar, jar] }, () => {
        throw new Error('No.');
      }),
      ...(round % 20 === 0 ? [events.decide({ jar: [Jar, `nul\u0000`] }, () => ({ jar: [sealed(jar)] }))] : []),
      ...(round % 5 === 0
        ? [slowly(`slow-${name}`, 'commit').then((count) => (written += count)), slowly(own(round), 'rollback')]
        : []),
      control(pool, name, round),
    ]);
  }
};

await Promise.all(names.split(',').map((name) => write(name, log.events(caller()), Number(wanted))));
await stop();
