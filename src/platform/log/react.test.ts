import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Caller } from '#platform/caller';
import type { Ports } from '#platform/feature';
import { discardDeadLetter, editDeadLetter, listDeadLetters } from '#platform/log/dead-letters';
import type { EventLog } from '#platform/log/log';
import { reactionSubscriber, resubmit, type ReactOptions } from '#platform/log/react';
import { createPool } from '#platform/postgres/pool';
import { sqlOn } from '#platform/postgres/sql';
import { type Reaction, reaction } from '#platform/reaction';
import { caller, coins, createJars, Jar, type JarEvent } from '#testing/jar';
import { openTestLog, pause, storedEvents, until } from '#testing/log';
import { testDatabase, testServers } from '#testing/database';

describe.each(testServers())('reactions, on the %s PostgreSQL', async (server) => {
  const db = await testDatabase(server);
  const { pool } = db;
  const sql = sqlOn(pool);
  beforeAll(() => createJars(pool));

  const optionsFor = (log: EventLog): ReactOptions => ({
    wait: async () => undefined,
    as: (who) => {
      const full: Caller = caller(who);
      const missing = () => {
        throw new Error('Not in this test.');
      };
      return {
        events: log.events(full),
        sql,
        personal: { seal: missing, open: missing, fingerprint: missing, forget: missing },
        caller: full,
        tenant: full.tenant,
        call: missing,
        newId: missing,
        now: () => new Date(),
        url: () => '',
      } satisfies Ports;
    },
  });
  const start = async (it: Reaction) => {
    const log = await openTestLog(db);
    return { log, options: optionsFor(log), subscription: log.subscribe(reactionSubscriber(it, optionsFor(log))) };
  };
  const add = (log: EventLog, jar: string, by: number, note?: string) =>
    log.events(caller()).decide({ jar: [Jar, jar] }, () => ({
      jar: [{ type: 'CoinsAdded' as const, data: { jar, by, ...(note === undefined ? {} : { note }) } }],
    }));
  const letters = async (name: string) =>
    (await listDeadLetters(sql, null))
      .filter(({ subscriber }) => subscriber === name)
      .map(({ stream, data, error }) => ({ stream, data, error }));

  /** Chokes on poison in the jars of its name; remembers what went through, and how often it tried. */
  const choking = (name: `test.${string}`) => {
    const [tried, done]: [string[], string[]] = [[], []];
    const it = reaction<JarEvent>({
      name,
      on: ['CoinsAdded'],
      run: async ({ data }) => {
        if (!data.jar.startsWith(name)) return;
        const what = `${data.jar.slice(name.length + 1)}${'by' in data ? data.by : ''}`;
        tried.push(what);
        if ('note' in data && data.note === 'poison') throw new Error(`Cannot swallow ${what}.`);
        done.push(what);
      },
    });
    return { it, tried, done };
  };

  test('what keeps failing is laid aside after three tries, with its reason; its stream waits behind it in order, others go on', async () => {
    const { it, tried, done } = choking('test.poison');
    const { log, options, subscription } = await start(it);
    await add(log, 'test.poison-a', 1);
    await add(log, 'test.poison-a', 2, 'poison');
    await add(log, 'test.poison-b', 1);
    await add(log, 'test.poison-a', 3);
    await subscription.caughtUp();
    await add(log, 'test.poison-a', 4); // in a later batch
    await add(log, 'test.poison-b', 2);
    await subscription.caughtUp();
    expect(tried).toEqual(['a1', 'a2', 'a2', 'a2', 'b1', 'b2']);
    expect(done).toEqual(['a1', 'b1', 'b2']);
    const stream = 'jar-test.poison-a';
    expect(await letters('test.poison')).toEqual([
      { stream, data: { jar: 'test.poison-a', by: 2, note: 'poison' }, error: 'Error: Cannot swallow a2.' },
      { stream, data: { jar: 'test.poison-a', by: 3 }, error: null },
      { stream, data: { jar: 'test.poison-a', by: 4 }, error: null },
    ]);

    expect(await resubmit(pool, it, { tenant: 'home', stream }, options)).toEqual({ done: 0, left: 3 });
    const [first] = await listDeadLetters(sql, null);
    expect(
      await editDeadLetter(
        sql,
        { subscriber: 'test.poison', position: first?.position ?? 0, tenant: null },
        { jar: 'test.poison-a', by: 22 },
      ),
    ).toBe(true);
    expect(await resubmit(pool, it, { tenant: 'home', stream }, options)).toEqual({ done: 3, left: 0 });
    expect(done).toEqual(['a1', 'b1', 'b2', 'a22', 'a3', 'a4']);
    expect(await letters('test.poison')).toEqual([]);
    await add(log, 'test.poison-a', 5);
    await subscription.caughtUp();
    expect(done.at(-1)).toBe('a5');
  });

  test('what follows a poisoned event within the same batch waits as well', async () => {
    const { it, done } = choking('test.batch');
    const log = await openTestLog(db);
    await add(log, 'test.batch-a', 1, 'poison');
    await add(log, 'test.batch-a', 2);
    await add(log, 'test.batch-b', 1);
    await log.subscribe(reactionSubscriber(it, optionsFor(log))).caughtUp();
    expect(done).toEqual(['b1']);
    expect((await letters('test.batch')).map(({ error }) => error)).toEqual(['Error: Cannot swallow a1.', null]);
  });

  test('a discarded letter lets those behind it through, up to the next that fails', async () => {
    const { it, done } = choking('test.discard');
    const { log, options, subscription } = await start(it);
    for (const [by, note] of [
      [1, 'poison'],
      [2, undefined],
      [3, 'poison'],
      [4, undefined],
    ] as const)
      await add(log, 'test.discard-a', by, note);
    await subscription.caughtUp();
    const own = (await listDeadLetters(sql, null)).filter(({ subscriber }) => subscriber === 'test.discard');
    expect(await discardDeadLetter(sql, { subscriber: 'test.discard', position: own[0]?.position ?? 0, tenant: 'home' })).toBe(
      true,
    );
    expect(await discardDeadLetter(sql, { subscriber: 'test.discard', position: own[0]?.position ?? 0, tenant: 'home' })).toBe(
      false,
    );
    expect(await resubmit(pool, it, { tenant: 'home', stream: 'jar-test.discard-a' }, options)).toEqual({ done: 1, left: 2 });
    expect(done).toEqual(['a2']);
    expect((await letters('test.discard')).map(({ error }) => error)).toEqual(['Error: Cannot swallow a3.', null]);
  });

  test('an outage is not held against an event: it is tried until it works, and no letter is written', async () => {
    let outages = 5;
    const done: number[] = [];
    const { log, subscription } = await start(
      reaction<JarEvent>({
        name: 'test.outage',
        on: ['CoinsAdded'],
        run: async ({ data, position }) => {
          if (data.jar !== 'outage') return;
          if (outages-- > 0) throw Object.assign(new Error('The server is away.'), { code: 'ECONNREFUSED' });
          done.push(position);
        },
      }),
    );
    await add(log, 'outage', 1);
    await subscription.caughtUp();
    expect(done).toHaveLength(1);
    expect(await letters('test.outage')).toEqual([]);
  });

  test('a recipient that the mail server refuses becomes a dead letter, and the letters to others are sent', async () => {
    const sent: string[] = [];
    const { log, subscription } = await start(
      reaction<JarEvent>({
        name: 'test.mail',
        on: ['CoinsAdded'],
        run: async ({ data: { jar } }) => {
          if (!jar.startsWith('mail-')) return;
          if (jar === 'mail-b') throw Object.assign(new Error('550 No such user.'), { code: 'EENVELOPE' });
          sent.push(jar);
        },
      }),
    );
    for (const jar of ['mail-a', 'mail-b', 'mail-c']) await add(log, jar, 1);
    await subscription.caughtUp({ within: 5_000 });
    expect(sent).toEqual(['mail-a', 'mail-c']);
    expect(await letters('test.mail')).toMatchObject([{ stream: 'jar-mail-b', error: 'Error: 550 No such user.' }]);
  });

  test('a connection limit that only the writer meets leaves no dead letter: the reaction takes effect once it is over', async () => {
    const role = `limited_${randomBytes(4).toString('hex')}`;
    await pool.query(`create role ${role} login password 'limited' connection limit 1;
      grant usage on schema log, test to ${role}; grant all on all tables in schema log, test to ${role}`);
    onTestFinished(async () => void (await pool.query(`drop owned by ${role}; drop role ${role}`)));
    const connection = { ...db.connection, user: role, password: 'limited' };
    const writer = createPool(connection, { size: 2, pipeline: true, name: 'almanac-test-limited' });
    onTestFinished(() => writer.end());
    const other = createPool(connection, { size: 1, name: 'almanac-test-limit' });
    const occupied = await other.connect();

    let waits = 0; // of the writer, for the server: it gives up after eight in a row
    const log = await openTestLog(db, { writer, wait: async (milliseconds) => pause(milliseconds > 1_000 ? (waits++, 1) : 1) });
    const copying = reaction<JarEvent>({
      name: 'test.limited',
      on: ['CoinsAdded'],
      run: async ({ data }, { events }) => {
        if (data.jar === 'limit') await events.decide({ jar: [Jar, 'limit-copy'] }, () => ({ jar: [coins('limit-copy')] }));
      },
    });
    const subscription = log.subscribe(reactionSubscriber(copying, optionsFor(log)));
    await add(await openTestLog(db), 'limit', 1);
    await until(() => waits > 10, 'the writer has given up several times');
    expect(await letters('test.limited')).toEqual([]);
    occupied.release();
    await other.end();
    await subscription.caughtUp();
    expect(await letters('test.limited')).toEqual([]);
    expect((await log.events(caller()).read(Jar, 'limit-copy')).state.coins).toBe(1);
  });

  test('a process that continues after it hung handles nothing more of a batch that another may have taken over', async () => {
    const done: string[] = [];
    const log = await openTestLog(db);
    for (const by of [1, 2, 3]) await add(log, 'hung', by);
    const hanging = reaction<JarEvent>({
      name: 'test.hung',
      on: ['CoinsAdded'],
      run: async ({ data }) => {
        if (data.jar !== 'hung' || !('by' in data)) return;
        done.push(String(data.by));
        if (done.length > 1) return;
        await pool.query(
          `select pg_terminate_backend(pid, 5000) from pg_stat_activity
           where datname = current_database() and state = 'idle in transaction'`,
        );
        const now = Date.now() + 60_000;
        vi.spyOn(Date, 'now').mockImplementation(() => now); // for this process a minute has gone by
      },
    });
    const subscriber = reactionSubscriber(hanging, optionsFor(log));
    const end = () => {
      vi.restoreAllMocks();
      done.push('end');
    };
    const subscription = log.subscribe({
      ...subscriber,
      handle: (events, turn) => subscriber.handle(events, turn).finally(end),
    });
    await subscription.caughtUp();
    expect(done).toEqual(['1', 'end', '1', '2', '3', 'end']);
  });

  test('what a reaction decides takes effect once, also when it is run again after a crash before its checkpoint', async () => {
    let crashes = 2;
    const mirror = reaction<JarEvent>({
      name: 'test.mirror',
      on: ['CoinsAdded'],
      run: async ({ data, stream, version }, { events, caller: by }) => {
        if (data.jar !== 'mirrored' || !('by' in data)) return;
        expect(by).toMatchObject({ tenant: 'home', actor: 'test.mirror', causation: `${stream}@${version}` });
        for (const jar of ['mirror-1', 'mirror-2'])
          await events.decide({ jar: [Jar, jar] }, () => ({ jar: [coins(jar, data.by)] }));
      },
    });
    const log = await openTestLog(db);
    const subscriber = reactionSubscriber(mirror, optionsFor(log));
    const subscription = log.subscribe({
      ...subscriber,
      handle: async (events, transaction) => {
        await subscriber.handle(events, transaction);
        if (events.some(({ data }) => 'jar' in data && data.jar === 'mirrored') && crashes-- > 0)
          throw new Error('The process is gone.');
      },
    });
    for (const by of [1, 2, 3]) await add(log, 'mirrored', by);
    await subscription.caughtUp();
    expect(crashes).toBeLessThan(0);
    for (const jar of ['mirror-1', 'mirror-2']) {
      expect((await log.events(caller()).read(Jar, jar)).state.coins).toBe(6);
      expect((await storedEvents(pool)).filter(({ stream }) => stream === `jar-${jar}`)).toHaveLength(3);
    }
  });
});
