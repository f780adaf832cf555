import { once } from 'node:events';
import { beforeAll, expect, test } from 'vitest';
import { sqlOn } from '#platform/postgres/sql';
import { testDatabase } from '#testing/database';
import { openTestLog } from '#testing/log';
import { runs } from '#testing/runs';
import { child, ended } from './gap/child.ts';
import { follow, judge, type Met } from './gap/following.ts';

const db = await testDatabase();
const { pool, url } = db;
const sql = sqlOn(pool);

// Positions from a sequence, as a reader of such a log would have them.
beforeAll(() =>
  pool.query('create schema test; create table test.control (position bigserial primary key, stream text, version int)'),
);

const perWriter = runs({ short: 1_500, full: 5_000 });
const flawless = { missed: 0, inverted: 0, doubled: 0, gaps: 0 };

test('8 writers in 3 processes, with rollbacks, conflicts and slow transactions: no reader misses an event or sees two swapped', {
  timeout: 60_000,
}, async () => {
  const log = await openTestLog(db, { views: [] });
  const subscribed: Met[] = [];
  const subscription = log.subscribe({
    name: 'test.here',
    on: ['CoinsAdded'],
    handle: async (events) =>
      void subscribed.push(...events.map(({ position, stream, version }) => ({ position, stream, version }))),
  });
  const [here, broken] = [follow(pool, 'log.event'), follow(pool, 'test.control')];
  const elsewhere = child('reader.ts', 'inherit', url);
  await once(elsewhere, 'message');

  await Promise.all(
    ['w1,w2,w3', 'w4,w5,w6', 'w7,w8'].map((names) => ended(child('writer.ts', 'inherit', url, names, String(perWriter)))),
  );

  const stored = await sql<Met>`select position, stream, version from log.event order by position`;
  const last = await log.position();
  elsewhere.send(last);
  const [there]: readonly { readonly byPosition: readonly Met[]; readonly subscribed: readonly Met[] }[] = await once(
    elsewhere,
    'message',
  );
  await subscription.caughtUp({ through: last });

  expect(stored.length).toBeGreaterThanOrEqual(8 * perWriter);
  expect(last).toBe(stored.length);
  expect({ here: judge(await here.finish(last), stored), subscribed: judge(subscribed, stored) }).toEqual({
    here: flawless,
    subscribed: flawless,
  });
  expect({ there: judge(there?.byPosition ?? [], stored), subscribed: judge(there?.subscribed ?? [], stored) }).toEqual({
    there: flawless,
    subscribed: flawless,
  });

  const uneven = await sql`
    select s.id from log.stream s left join log.event e on e.tenant = s.tenant and e.stream = s.id
    group by s.tenant, s.id, s.version
    having count(e.position) <> s.version or coalesce(max(e.version), 0) <> s.version or coalesce(min(e.version), 1) <> 1`;
  expect(uneven, 'versions are contiguous in every stream').toEqual([]);
  expect(stored.filter(({ stream }) => stream === 'jar-everybody').length).toBeGreaterThan(perWriter / 50);

  const controls = await sql<Met>`select position, stream, version from test.control order by position`;
  const verdict = judge(await broken.finish(controls.at(-1)?.position ?? 0), controls);
  expect(controls.length).toBeGreaterThan(100);
  expect(verdict.missed, 'the same judge catches a reader of positions that were taken before the commit').toBeGreaterThan(10);
  expect(verdict.gaps, 'and the positions that rollbacks left empty').toBeGreaterThan(0);
});
