import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { migrate } from '#platform/postgres/migrate';
import { sqlOn } from '#platform/postgres/sql';
import { caller, coins, createJars, Jar } from '#testing/jar';
import { openTestLog } from '#testing/log';
import { testDatabase, testServers } from '#testing/database';

const migrations = join(import.meta.dirname, 'migrations');

describe.each(testServers())('a log written before appends had ids, on the %s PostgreSQL', async (server) => {
  const db = await testDatabase(server);
  const { pool } = db;
  const sql = sqlOn(pool);

  /** The tables and functions of the first migration, with three events, a checkpoint, a snapshot and a key, as that version wrote them. */
  const writeAsBefore = async () => {
    const first = mkdtempSync(join(tmpdir(), 'almanac-migrations-'));
    onTestFinished(() => rmSync(first, { recursive: true, force: true }));
    copyFileSync(join(migrations, '001-log.sql'), join(first, '001-log.sql'));
    await pool.query(`drop schema log cascade; delete from platform.migration where context = 'log'`);
    await migrate(pool, [{ name: 'log', folder: first }]);
    await createJars(pool);
    const answer = { version: 3, coins: 3 };
    await sql`select log.reserve(array['home'], array['jar-old'], array[0], array[3], array['home'], array['k-before'],
      array['f'], array[${JSON.stringify(answer)}], array[now()])`;
    await sql`select log.record(array_fill('home'::text, array[3]), array_fill('jar-old'::text, array[3]), array[1, 2, 3],
      array_fill('CoinsAdded'::text, array[3]), array_fill('{"jar":"old","by":1}'::text, array[3]),
      array_fill('{"actor":"ann","correlation":"c"}'::text, array[3]), array_fill(now(), array[3]), false)`;
    await sql`insert into log.checkpoint (subscriber, position) values ('test.before', 2)`;
    await sql`insert into log.snapshot (tenant, stream, model_version, version, state, created_at, changed_at)
      values ('home', 'jar-old', 1, 2, '{"coins":2,"sealed":false}', now(), now())`;
    return answer;
  };

  test('opens: its events, snapshots, checkpoints and keys count as before', async () => {
    const answer = await writeAsBefore();
    await migrate(pool, [{ name: 'log', folder: migrations }]);
    const log = await openTestLog(db);
    const events = log.events(caller());
    expect((await events.read(Jar, 'old')).state).toEqual({ coins: 3, sealed: false });

    const handled: number[] = [];
    const subscription = log.subscribe({
      name: 'test.before',
      on: ['CoinsAdded'],
      handle: async (news) => void handled.push(...news.map(({ position }) => position)),
    });
    const added = await events.decide({ jar: [Jar, 'old'] }, ({ jar }) => ({ jar: [coins('old', jar.coins)] }));
    expect(added.jar).toMatchObject({ state: { coins: 6 }, version: 4 });
    await subscription.caughtUp();
    expect(handled).toEqual([3, 4]);

    const repeated = log.events(caller({ key: 'k-before', fingerprint: 'f' }));
    expect(
      await repeated.decide(
        { jar: [Jar, 'old'] },
        () => ({ jar: [coins('old')] }),
        () => 'another answer',
      ),
    ).toEqual(answer);
    expect(await log.verifyMemory()).toEqual([]);
    expect(log.troubles.list()).toEqual([]);
  });

  test('takes no writes of a process of the version before', async () => {
    await expect(
      sql`select log.record(array['home'], array['jar-late'], array[1], array['CoinsAdded'], array['{}'], array['{}'], array[now()], false)`,
    ).rejects.toMatchObject({ code: '42883' });
  });
});
