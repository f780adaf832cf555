import { beforeAll, describe, expect, test } from 'vitest';
import { must } from '#kernel/rejection';
import type { Events } from '#platform/log/event-log';
import { forgetKeys } from '#platform/log/idempotency';
import { sqlOn } from '#platform/postgres/sql';
import { caller, coins, createJars, Jar } from '#testing/jar';
import { openTestLog, storedEvents } from '#testing/log';
import { testDatabase, testServers } from '#testing/database';

describe.each(testServers())('idempotency keys, on the %s PostgreSQL', async (server) => {
  const db = await testDatabase(server);
  const { pool } = db;
  const sql = sqlOn(pool);
  const count = async (stream: string) => (await storedEvents(pool)).filter((event) => event.stream === stream).length;
  beforeAll(() => createJars(pool));

  const add = (events: Events, jar: string) =>
    events.decide(
      { jar: [Jar, jar] },
      () => ({ jar: [coins(jar)] }),
      ({ jar: { version, state } }) => ({ version, coins: state.coins }),
    );

  const fiftyTimes = async (key: string, decide: (events: Events) => Promise<unknown>) => {
    const logs = [await openTestLog(db), await openTestLog(db)];
    return Promise.allSettled(
      Array.from({ length: 50 }, (_, n) => decide((logs[n % 2] ?? logs[0])!.events(caller({ key, fingerprint: 'f' })))),
    );
  };

  test('the same request 50 times at once, at two processes, takes effect once and is answered the same 50 times', async () => {
    const settled = await fiftyTimes('k-50', (events) => add(events, 'fifty'));
    expect(settled).toEqual(settled.map(() => ({ status: 'fulfilled', value: { version: 1, coins: 1 } })));
    expect(await count('jar-fifty')).toBe(1);
  });

  test('also where the rules would refuse the second, because the first has taken effect', async () => {
    const create = (events: Events) =>
      events.decide(
        { jar: [Jar, 'created'] },
        ({ jar }) => {
          must(jar.coins === 0, 'jar.exists', 'There is such a jar.');
          return { jar: [coins('created')] };
        },
        () => 'created',
      );
    const settled = await fiftyTimes('k-create', create);
    expect(settled).toEqual(settled.map(() => ({ status: 'fulfilled', value: 'created' })));
    expect(await count('jar-created')).toBe(1);
  });

  test('a decision with nothing to do is remembered as well', async () => {
    const log = await openTestLog(db);
    const nothing = () =>
      log.events(caller({ key: 'k-nothing', fingerprint: 'f' })).decide(
        { jar: [Jar, 'nothing'] },
        ({ jar }) => ({ jar: jar.coins ? [coins('nothing')] : [] }),
        () => 'done',
      );
    expect(await nothing()).toBe('done');
    await add(log.events(caller()), 'nothing');
    expect(await nothing()).toBe('done');
    expect(await count('jar-nothing')).toBe(1);
  });

  test('the same key for another request is refused', async () => {
    const log = await openTestLog(db);
    await add(log.events(caller({ key: 'k-other', fingerprint: 'one' })), 'other');
    await expect(add(log.events(caller({ key: 'k-other', fingerprint: 'two' })), 'other')).rejects.toMatchObject({
      code: 'idempotency.other-request',
    });
    expect(await count('jar-other')).toBe(1);
  });

  test('keys of two tenants never meet', async () => {
    const log = await openTestLog(db);
    for (const tenant of ['north', 'south'])
      expect(await add(log.events(caller({ tenant, key: 'k-tenant', fingerprint: tenant })), 'tenants')).toEqual({
        version: 1,
        coins: 1,
      });
    expect(await log.remembered('north', 'k-tenant')).toEqual({ fingerprint: 'north', answer: { version: 1, coins: 1 } });
    expect(await log.remembered('west', 'k-tenant')).toBeUndefined();
  });

  test('a call that decides several times replays each of its decisions', async () => {
    const log = await openTestLog(db);
    const call = async () => {
      const events = log.events(caller({ key: 'k-several', fingerprint: 'f' }));
      return [await add(events, 'several-a'), await add(events, 'several-b'), await add(events, 'several-a')];
    };
    expect(await call()).toEqual(await call());
    expect([await count('jar-several-a'), await count('jar-several-b')]).toEqual([2, 1]);
  });

  test('a key whose request failed can be used again', async () => {
    const log = await openTestLog(db);
    const events = () => log.events(caller({ key: 'k-failed', fingerprint: 'f' }));
    await expect(
      events().decide({ jar: [Jar, 'failed'] }, () => ({
        jar: [{ type: 'CoinsAdded' as const, data: { jar: 'failed', by: 1, note: '\u0000' } }],
      })),
    ).rejects.toThrow();
    expect(await add(events(), 'failed')).toEqual({ version: 1, coins: 1 });
  });

  describe('keys are deleted', () => {
    const aged = async (key: string, days: number) => {
      const log = await openTestLog(db);
      await add(log.events(caller({ key, fingerprint: 'f' })), key);
      await sql`update log.idempotency set recorded_at = now() - make_interval(secs => ${days * 86_400}) where key = ${key}`;
      return log;
    };
    const isKept = (log: Awaited<ReturnType<typeof aged>>, key: string) =>
      log.remembered('home', key).then((found) => found !== undefined);

    test('after seven days, and not before', async () => {
      const log = await aged('k-young', 6.99);
      await aged('k-old', 7.01);
      await add(log.events(caller({ key: 'k-now', fingerprint: 'f' })), 'now');
      await forgetKeys(pool);
      expect([await isKept(log, 'k-young'), await isKept(log, 'k-old')]).toEqual([true, false]);
    });

    test('by the clock of the database, whatever that of a process shows', async () => {
      const ahead = await openTestLog(db, { clock: () => new Date(Date.now() + 8 * 86_400_000) });
      const events = () => ahead.events(caller({ key: 'k-clock', fingerprint: 'f' }));
      expect(await add(events(), 'clock')).toEqual({ version: 1, coins: 1 });
      await ahead.forgetKeys();
      expect(await add(events(), 'clock')).toEqual({ version: 1, coins: 1 });
      expect(await count('jar-clock')).toBe(1);
    });

    test('and not when that clock has jumped ahead and nothing was acknowledged since', async () => {
      const log = await aged('k-jump', 8);
      await sql`delete from log.idempotency where key <> 'k-jump'`;
      await forgetKeys(pool);
      expect(await isKept(log, 'k-jump')).toBe(true);
    });
  });
});
