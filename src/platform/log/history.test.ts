import { beforeAll, describe, expect, test } from 'vitest';
import { batchOf } from '#platform/log/append';
import type { EventLog } from '#platform/log/log';
import { landed } from '#platform/log/transact';
import { sqlOn } from '#platform/postgres/sql';
import type { Subscriber } from '#platform/service';
import { caller, coins, createJars, Jar, sealed } from '#testing/jar';
import { openAppender, openTestLog, request, until, write } from '#testing/log';
import { testDatabase, testServers } from '#testing/database';
import { olderCopy } from '#testing/older-copy';

describe.each(testServers())('a database restored from an older copy, on the %s PostgreSQL', async (server) => {
  const db = await testDatabase(server);
  const { pool } = db;
  const sql = sqlOn(pool);
  beforeAll(async () => {
    await createJars(pool);
    await sql`create table test.effect (subscriber text, jar text)`;
  });

  const add = (log: EventLog, jar: string, by = 1) =>
    log.events(caller()).decide({ jar: [Jar, jar] }, () => ({ jar: [coins(jar, by)] }));

  const scribe = (name: `test.${string}`): Subscriber => ({
    name,
    on: ['CoinsAdded'],
    handle: async (events, { sql: inside }) => {
      await inside`insert into test.effect select ${name}, jar from unnest(${events.map(({ data }) => 'jar' in data && data.jar)}::text[]) jar`;
    },
  });
  const effects = async (name: string, like: string) =>
    (
      await sql<{
        readonly jar: string;
      }>`select jar from test.effect where subscriber = ${name} and jar like ${like} order by jar`
    ).map(({ jar }) => jar);

  test('a process decides on what is there, not on what it remembers', async () => {
    const log = await openTestLog(db);
    await add(log, 'restored', 1);
    const restore = await olderCopy(pool);
    await add(log, 'restored', 100);
    await restore();
    expect((await add(log, 'restored', 5)).jar).toMatchObject({ state: { coins: 6 }, version: 2 });
    expect((await log.events(caller()).read(Jar, 'restored')).state.coins).toBe(6);
    expect(await log.verifyMemory()).toEqual([]);
  });

  test('also where the other history has grown as long as the one that is remembered', async () => {
    const [here, there] = [await openTestLog(db), await openTestLog(db)];
    await add(here, 'grown', 1);
    const restore = await olderCopy(pool);
    await add(here, 'grown', 100);
    await restore();
    await add(there, 'grown', 7);
    expect((await here.events(caller()).read(Jar, 'grown')).state.coins).toBe(8);
    expect((await add(here, 'grown', 1)).jar).toMatchObject({ state: { coins: 9 }, version: 3 });
  });

  test('a subscriber drops what it remembers and misses nothing', async () => {
    const [here, there] = [await openTestLog(db), await openTestLog(db)];
    const subscription = here.subscribe(scribe('test.follows'));
    await add(here, 'follows-1');
    await subscription.caughtUp();
    const restore = await olderCopy(pool);
    for (let n = 0; n < 5; n++) await add(here, `follows-lost-${n}`);
    await subscription.caughtUp();
    await restore();
    for (const jar of ['follows-2', 'follows-3']) await add(there, jar);
    await until(async () => (await effects('test.follows', 'follows-%')).length === 3, 'the subscriber has handled what is new');
    expect(await effects('test.follows', 'follows-%')).toEqual(['follows-1', 'follows-2', 'follows-3']);
    expect(here.troubles.list()).toEqual([]);
  });

  test('work that rests on an event of the lost history writes nothing into the one that is there now', async () => {
    const log = await openTestLog(db);
    await add(log, 'rests');
    const restore = await olderCopy(pool);
    const [begun, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let outcome: unknown;
    log.subscribe({
      name: 'test.rests',
      on: ['JarSealed'],
      handle: async () => {
        begun.resolve();
        await go.promise;
        outcome = await add(log, 'rests', 100).catch((error: unknown) => error);
      },
    });
    await log.events(caller()).decide({ jar: [Jar, 'rests'] }, () => ({ jar: [sealed('rests')] }));
    await begun.promise;
    await restore();
    go.resolve();
    await until(() => outcome !== undefined, 'the work has ended');
    expect(outcome).toMatchObject({ kind: 'busy', code: 'log.restored' });
    expect((await log.events(caller()).read(Jar, 'rests')).state).toEqual({ coins: 1, sealed: false });
    expect((await add(log, 'rests', 2)).jar.state.coins).toBe(3);
  });

  test('a subscriber whose stored checkpoint is of another history stops, is named, and goes on when an operator has moved it', async () => {
    const log = await openTestLog(db);
    const subscription = log.subscribe(scribe('test.stops'));
    await add(log, 'stops-1');
    await subscription.caughtUp();
    await subscription.stop();
    await sql`update log.checkpoint set position = position + 1000 where subscriber = 'test.stops'`;
    const again = await openTestLog(db);
    again.subscribe(scribe('test.stops'));
    await until(() => again.troubles.list().length > 0, 'the subscriber is named');
    expect(again.troubles.list()).toMatchObject([{ name: 'test.stops', reason: expect.stringMatching(/another history/) }]);
    await add(again, 'stops-2');
    await again.resetCheckpoint('test.stops', 'first');
    await until(async () => (await effects('test.stops', 'stops-2')).length === 1, 'it goes on');
    expect(again.troubles.list()).toEqual([]);
  });

  test('whether a batch has landed is known by its append alone: not by an equal event at the same version', async () => {
    const { append } = await openAppender(db);
    const [mine, other] = [request(write('jar-landed', 0, coins('landed'))), request(write('jar-landed', 0, coins('landed')))];
    const same = { ...other, meta: mine.meta, at: mine.at };
    await append(same);
    expect(await landed(batchOf([mine]), pool)).toBeUndefined();
    expect(await landed(batchOf([same]), pool)).toMatchObject([{ events: [{ version: 1, append: same.id }] }]);
  });

  test('a batch at any version has landed where its appends are, and one without events where its key is', async () => {
    const { append } = await openAppender(db);
    const any = request(write('jar-landed-any', 'any', coins('a'), coins('a')));
    expect(await landed(batchOf([any]), pool)).toBeUndefined();
    const appended = await append(any);
    expect(await landed(batchOf([any]), pool)).toEqual([appended]);
    const keyed = { ...request(write('jar-landed-any', 2)), key: { key: 'landed', fingerprint: '', answer: 1 } };
    expect(await landed(batchOf([keyed]), pool)).toBeUndefined();
    await append(keyed);
    expect(await landed(batchOf([keyed]), pool)).toMatchObject([{ events: [] }]);
  });

  test('a restore is no alarm of the memory', async () => {
    const log = await openTestLog(db);
    await add(log, 'no-alarm', 1);
    const restore = await olderCopy(pool);
    await add(log, 'no-alarm', 100);
    await restore();
    expect(await log.verifyMemory()).toEqual([]);
    expect(log.troubles.list()).toEqual([]);
    expect((await log.events(caller()).read(Jar, 'no-alarm')).state.coins).toBe(1);
  });

  test('memory that the log does not lead to is found, reported and dropped', async () => {
    const log = await openTestLog(db);
    await add(log, 'poisoned', 3);
    await sql`update log.event set data = json_build_object('jar', 'poisoned', 'by', 4) where stream = 'jar-poisoned'`;
    await until(() => log.troubles.list().length > 0, 'the difference is reported');
    expect(log.troubles.list()).toMatchObject([{ name: 'memory of jar-poisoned' }]);
    expect((await log.events(caller()).read(Jar, 'poisoned')).state.coins).toBe(4);
  });

  test('an event that this version does not know stops its stream, and is named', async () => {
    const log = await openTestLog(db);
    await add(log, 'unknown');
    await sql`update log.event set type = 'JarPolished' where stream = 'jar-unknown'`;
    const later = await openTestLog(db);
    await expect(add(later, 'unknown')).rejects.toMatchObject({ kind: 'busy', code: 'log.unknown-event' });
    expect(later.troubles.list()).toMatchObject([{ name: 'stream jar-unknown', reason: expect.stringMatching(/JarPolished/) }]);
    expect((await add(later, 'known')).jar.version).toBe(1);
  });
});
