import { beforeAll, describe, expect, test } from 'vitest';
import type { Model } from '#kernel/model';
import type { Events, Recorded, Upcasters } from '#platform/log/event-log';
import { sqlOn } from '#platform/postgres/sql';
import { caller, coins, createJars, Jar, type JarEvent, jars, sealed } from '#testing/jar';
import { openAppender, openTestLog, overheard, request, until, write } from '#testing/log';
import { testDatabase, testServers } from '#testing/database';

describe.each(testServers())('reading, on the %s PostgreSQL', async (server) => {
  const db = await testDatabase(server);
  const { pool } = db;
  const sql = sqlOn(pool);
  beforeAll(() => createJars(pool));

  const open = async (clock = () => new Date(), upcasters: Upcasters = {}) => openTestLog(db, { clock, upcasters });
  const add = (events: Events, jar: string, ...added: readonly JarEvent[]) =>
    events.decide({ jar: [Jar, jar] }, () => ({ jar: added }));

  test('a history tells every event, who caused it and when, page by page', async () => {
    const log = await open(() => new Date('2026-05-01T10:00:00Z'));
    const who = caller({ actor: 'eve', correlation: 'c-1', causation: 'request-1', trace: '00-a-b-01' });
    await add(log.events(who), 'told', coins('told', 1), coins('told', 2), sealed('told'));
    const history = await log.events(caller()).history(Jar, 'told');
    expect(history.map(({ version, type }) => [version, type])).toEqual([
      [1, 'CoinsAdded'],
      [2, 'CoinsAdded'],
      [3, 'JarSealed'],
    ]);
    expect(history[1]).toMatchObject({
      tenant: 'home',
      stream: 'jar-told',
      data: { jar: 'told', by: 2 },
      recordedAt: '2026-05-01T10:00:00.000Z',
      meta: { actor: 'eve', correlation: 'c-1', causation: 'request-1', trace: '00-a-b-01' },
    });
    expect((await log.events(caller()).history(Jar, 'told', { after: 1, limit: 1 })).map(({ version }) => version)).toEqual([2]);
    expect(await log.events(caller()).history(Jar, 'unknown')).toEqual([]);
  });

  test('many streams are read in one statement, in the order asked, also by many readers at once', async () => {
    const log = await open();
    const events = log.events(caller());
    for (const [jar, by] of [
      ['r1', 1],
      ['r2', 2],
      ['r3', 3],
    ] as const)
      await add(events, jar, coins(jar, by));
    const statements: string[] = [];
    const reader = (await openTestLog({ ...db, pool: overheard(pool, (text) => statements.push(text)) })).events(caller());
    statements.length = 0;
    const found = await reader.readMany(Jar, ['r3', 'r1', 'none', 'r2', 'r1']);
    expect(found.map(({ id, state, version }) => [id, state.coins, version])).toEqual([
      ['r3', 3, 1],
      ['r1', 1, 1],
      ['none', 0, 0],
      ['r2', 2, 1],
      ['r1', 1, 1],
    ]);
    expect(statements).toHaveLength(1);
    await Promise.all(Array.from({ length: 30 }, () => reader.read(Jar, 'r1')));
    expect(statements.length).toBeLessThanOrEqual(3);
  });

  test('a stream is told as it was at a version, a position or a time', async () => {
    let now = '2026-05-01T10:00:00Z';
    const events = (await open(() => new Date(now))).events(caller());
    const positions: number[] = [];
    for (const day of ['02', '03', '04']) {
      now = `2026-05-${day}T10:00:00Z`;
      await add(events, 'past', coins('past', 1));
      positions.push(await events.position());
    }
    expect(await events.read(Jar, 'past', { version: 2 })).toMatchObject({
      id: 'past',
      state: { coins: 2 },
      version: 2,
      createdAt: '2026-05-02T10:00:00.000Z',
      changedAt: '2026-05-03T10:00:00.000Z',
    });
    expect(await events.read(Jar, 'past', { position: positions[0] ?? 0 })).toMatchObject({ state: { coins: 1 }, version: 1 });
    expect(await events.read(Jar, 'past', { position: (positions[0] ?? 0) - 1 })).toEqual({
      id: 'past',
      state: Jar.initial,
      version: 0,
    });
    expect(await events.read(Jar, 'past', { time: '2026-05-03T23:00:00Z' })).toMatchObject({ state: { coins: 2 } });
    expect(await events.read(Jar, 'past', { time: '2026-05-01T00:00:00Z' })).toMatchObject({ version: 0 });
    expect(await events.read(Jar, 'past')).toMatchObject({
      state: { coins: 3 },
      version: 3,
      createdAt: '2026-05-02T10:00:00.000Z',
    });
  });

  test('a long stream is read on from a snapshot, which gives what folding all of it gives', async () => {
    const writing = (await open()).events(caller());
    for (let n = 0; n < 5; n++) await add(writing, 'long', ...Array.from({ length: 90 }, (_, i) => coins('long', n + i)));
    const snapshot = async () =>
      (
        await sql<{ readonly version: number; readonly model_version: number }>`
      select version, model_version from log.snapshot where stream = 'jar-long'`
      )[0];
    await until(async () => (await snapshot())?.version === 450, 'the snapshot is written');

    const folded = await writing.read(Jar, 'long', { version: 450 });
    const fresh = async (model: Model<Jar, JarEvent>) => (await open()).events(caller()).read(model, 'long');
    expect(await fresh(Jar)).toMatchObject(folded);

    await sql`update log.snapshot set state = '{"coins": -1, "sealed": false}' where stream = 'jar-long'`;
    await add(writing, 'long', coins('long', 5));
    expect((await fresh(Jar)).state.coins, 'it was used: what is wrong in it shows').toBe(4);
    expect(await fresh({ ...Jar, version: 2 }), 'a snapshot of an older shape of the state is not used').toMatchObject({
      state: { coins: folded.state.coins + 5 },
      version: 451,
    });
  });

  describe('events of an earlier shape', () => {
    type Old = { readonly jar: string; readonly bySteps: readonly number[] };
    const upcasters: Upcasters = {
      CoinsMoved: ({ jar, bySteps }: Old): readonly JarEvent[] => bySteps.map((by) => coins(jar, by)),
    };
    const seed = async (jar: string) => {
      const { append } = await openAppender(db, []);
      await append(request(write(`jar-${jar}`, 0, { type: 'CoinsMoved', data: { jar, bySteps: [1, 2, 4] } }, coins(jar, 8))));
    };

    test('mean one or more events of today wherever a stream is read', async () => {
      await seed('old');
      const events = (await open(undefined, upcasters)).events(caller());
      expect(await events.read(Jar, 'old')).toMatchObject({ state: { coins: 15 }, version: 2 });
      expect((await events.history(Jar, 'old')).map(({ version, type, data }) => [version, type, data])).toEqual([
        [1, 'CoinsAdded', { jar: 'old', by: 1 }],
        [1, 'CoinsAdded', { jar: 'old', by: 2 }],
        [1, 'CoinsAdded', { jar: 'old', by: 4 }],
        [2, 'CoinsAdded', { jar: 'old', by: 8 }],
      ]);
      expect(await events.read(Jar, 'old', { version: 1 })).toMatchObject({ state: { coins: 7 } });
      expect((await add(events, 'old', coins('old', 1))).jar).toMatchObject({ state: { coins: 16 }, version: 3 });
    });

    test("are folded as today's when a view is rebuilt", async () => {
      await seed('old-view');
      await (await open(undefined, upcasters)).rebuild([jars]);
      expect(await sql`select coins from test.jars where jar = 'old-view'`).toEqual([{ coins: 15 }]);
    });

    test("reach a subscriber as today's, and count for batches as what is stored", async () => {
      await seed('old-heard');
      const heard: Recorded[][] = [];
      const log = await open(undefined, upcasters);
      const subscription = log.subscribe({
        name: 'test.upcast',
        on: ['CoinsAdded'],
        batch: 1,
        handle: async (events) => void heard.push([...events]),
      });
      await subscription.caughtUp();
      const own = heard.filter(([first]) => first?.stream === 'jar-old-heard');
      expect(own.map((batch) => batch.map(({ data }) => ('by' in data ? data.by : 0)))).toEqual([[1, 2, 4], [8]]);
    });
  });
});
