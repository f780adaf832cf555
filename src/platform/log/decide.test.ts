import { beforeAll, describe, expect, test } from 'vitest';
import { must } from '#kernel/rejection';
import { sqlOn } from '#platform/postgres/sql';
import { caller, coins, createJars, Jar, sealed } from '#testing/jar';
import { openTestLog, storedEvents } from '#testing/log';
import { testDatabase, testServers } from '#testing/database';

const addTo =
  (jar: string, by = 1) =>
  (now: { readonly jar: Jar }) => {
    must(!now.jar.sealed, 'jar.sealed', 'The jar is sealed.');
    return { jar: [coins(jar, by)] };
  };
const seal = (jar: string) => (now: { readonly jar: Jar }) => ({ jar: now.jar.sealed ? [] : [sealed(jar)] });

describe.each(testServers())('deciding, on the %s PostgreSQL', async (server) => {
  const db = await testDatabase(server);
  const { pool } = db;
  const sql = sqlOn(pool);
  const eventsOf = async (stream: string) => (await storedEvents(pool)).filter((event) => event.stream === stream);
  beforeAll(() => createJars(pool));

  /** Two logs on one database, as two processes have them. */
  const two = async () => {
    const [here, there] = [await openTestLog(db), await openTestLog(db)];
    return { here: here.events(caller()), there: there.events(caller()) };
  };

  test('a decision sees the state, and its events, views and answer are those of one commit', async () => {
    const { here } = await two();
    const first = await here.decide({ jar: [Jar, 'one'] }, addTo('one', 3));
    const second = await here.decide({ jar: [Jar, 'one'] }, addTo('one', 4), ({ jar }) => jar.state.coins);
    expect(first.jar).toMatchObject({ id: 'one', state: { coins: 3 }, version: 1 });
    expect(second).toBe(7);
    expect(await sql`select coins from test.jars where jar = 'one'`).toEqual([{ coins: 7 }]);
  });

  test('when another process has moved the stream, the decision is made again on what is now true', async () => {
    const { here, there } = await two();
    await here.decide({ jar: [Jar, 'retry'] }, addTo('retry'));
    await there.decide({ jar: [Jar, 'retry'] }, addTo('retry'));
    const seen: number[] = [];
    const after = await here.decide({ jar: [Jar, 'retry'] }, ({ jar }) => (seen.push(jar.coins), { jar: [coins('retry')] }));
    expect(seen).toEqual([1, 2]);
    expect(after.jar).toMatchObject({ state: { coins: 3 }, version: 3 });
  });

  const twice = (jar: string) => (now: { readonly jar: Jar }) => ({ jar: [coins(jar, now.jar.coins + 1)] });

  test('decisions in turn go on from one another before the commit, are committed together, and none is made twice', async () => {
    const { here } = await two();
    let decided = 0;
    const one = () =>
      here.decide({ jar: [Jar, 'in-turn'] }, (now) => (decided++, twice('in-turn')(now)), undefined, { inTurn: true });
    const transactions = async () => {
      const { rows } = await pool.query<{ readonly count: number }>('select count(distinct xmin::text) as count from log.event');
      return rows[0]?.count ?? 0;
    };
    const before = await transactions();
    await Promise.all(Array.from({ length: 8 }, one));
    expect(decided).toBe(8);
    expect((await here.read(Jar, 'in-turn')).state.coins).toBe(2 ** 8 - 1);
    expect((await transactions()) - before).toBeLessThan(4);
  });

  test('decisions in turn are right whatever another process does to the same stream meanwhile', async () => {
    const { here, there } = await two();
    const one = (log: typeof here) => log.decide({ jar: [Jar, 'contest'] }, addTo('contest'), undefined, { inTurn: true });
    await Promise.all(Array.from({ length: 60 }, (_, at) => one(at % 2 === 0 ? here : there)));
    expect((await here.read(Jar, 'contest')).state.coins).toBe(60);
    expect(await sql`select coins from test.jars where jar = 'contest'`).toEqual([{ coins: 60 }]);
  });

  test('who went on from a decision that was not committed decides again, on what is true', async () => {
    const { here } = await two();
    const seen: number[] = [];
    const failing = here.decide(
      { jar: [Jar, 'cascade'], other: [Jar, 'cascade-other', { revision: 1 }] },
      addTo('cascade'),
      undefined,
      { inTurn: true },
    );
    const broken = here.decide(
      { jar: [Jar, 'cascade'] },
      () => ({ jar: [coins('cascade', 3e9)] }), // too much for the view's column
      undefined,
      { inTurn: true },
    );
    const next = here.decide(
      { jar: [Jar, 'cascade'] },
      ({ jar }) => (seen.push(jar.coins), { jar: [coins('cascade', 5)] }),
      undefined,
      { inTurn: true },
    );
    await Promise.allSettled([failing, broken]);
    await next;
    expect((await here.read(Jar, 'cascade')).state.coins).toBe(
      (await sql<{ coins: number }>`select coins from test.jars where jar = 'cascade'`)[0]?.coins,
    );
    expect(seen.at(-1)).toBeLessThan(3e9);
  });

  test('a no that rests on what is not committed yet is looked up before it is given', async () => {
    const { here } = await two();
    const sealing = here.decide({ jar: [Jar, 'sealing'] }, seal('sealing'), undefined, { inTurn: true });
    const adding = here.decide({ jar: [Jar, 'sealing'] }, addTo('sealing'), undefined, { inTurn: true });
    await sealing;
    await expect(adding).rejects.toMatchObject({ code: 'jar.sealed' });
  });

  test('a no from stale memory is looked up before it is given', async () => {
    const { here, there } = await two();
    await here.decide({ jar: [Jar, 'stale-no'] }, seal('stale-no'));
    await sql`select 1 as one`;
    const open = (now: { readonly jar: Jar }) => {
      must(now.jar.coins > 0, 'jar.empty', 'The jar is empty.');
      return { jar: [] };
    };
    await there.decide({ jar: [Jar, 'stale-no'] }, () => ({ jar: [coins('stale-no')] }));
    await expect(here.decide({ jar: [Jar, 'stale-no'] }, open)).resolves.toMatchObject({ jar: { state: { coins: 1 } } });
    await expect(here.decide({ jar: [Jar, 'still-empty'] }, open)).rejects.toMatchObject({ kind: 'refused', code: 'jar.empty' });
  });

  test('"nothing to do" from stale memory is looked up too', async () => {
    const { here, there } = await two();
    await here.decide({ jar: [Jar, 'stale-done'] }, () => ({ jar: [coins('stale-done')] }));
    const empty = (now: { readonly jar: Jar }) => ({ jar: now.jar.coins === 1 ? [] : [coins('stale-done', 1 - now.jar.coins)] });
    await there.decide({ jar: [Jar, 'stale-done'] }, addTo('stale-done', 5));
    const after = await here.decide({ jar: [Jar, 'stale-done'] }, empty);
    expect(after.jar).toMatchObject({ state: { coins: 1 }, version: 3 });
  });

  test('a decision on an old revision is stale, and says at which one the thing is now', async () => {
    const { here, there } = await two();
    await here.decide({ jar: [Jar, 'revised'] }, addTo('revised'));
    await there.decide({ jar: [Jar, 'revised'] }, addTo('revised'));
    const on = (revision: number) => here.decide({ jar: [Jar, 'revised', { revision }] }, addTo('revised'));
    await expect(on(1)).rejects.toMatchObject({
      kind: 'stale',
      code: 'revision.stale',
      message: expect.stringContaining('now at 2'),
    });
    await expect(on(2)).resolves.toMatchObject({ jar: { version: 3 } });
  });

  test('many subjects under one name are given and answered in the order of their ids', async () => {
    const { here } = await two();
    const ids = ['m3', 'm1', 'm2'];
    await here.decide({ jar: [Jar, 'm1'] }, addTo('m1', 10));
    const after = await here.decide({ total: [Jar, 'm-total'], jars: [Jar, ids] }, ({ jars }) => ({
      total: [
        coins(
          'm-total',
          jars.reduce((sum, jar) => sum + jar.coins, 0),
        ),
      ],
      jars: [[coins('m3', 30)], [], [coins('m2', 20)]],
    }));
    expect(after.total.state.coins).toBe(10);
    expect(after.jars.map(({ id, state, version }) => [id, state.coins, version])).toEqual([
      ['m3', 30, 1],
      ['m1', 10, 1],
      ['m2', 20, 1],
    ]);
    expect(
      new Set(
        (await storedEvents(pool))
          .filter(({ stream }) => ['jar-m-total', 'jar-m3', 'jar-m2'].includes(stream))
          .map(({ xid }) => xid),
      ).size,
    ).toBe(1);
  });

  test('a subject that got no event is guarded: a decision cannot rest on what has changed meanwhile', async () => {
    const { here, there } = await two();
    await here.decide({ jar: [Jar, 'permit'] }, addTo('permit'));
    await here.decide({ jar: [Jar, 'work'] }, addTo('work'));
    await there.decide({ jar: [Jar, 'permit'] }, seal('permit'));
    const decision = here.decide({ permit: [Jar, 'permit'], work: [Jar, 'work'] }, ({ permit }) => {
      must(!permit.sealed, 'permit.sealed', 'The permit is withdrawn.');
      return { work: [coins('work')] };
    });
    await expect(decision).rejects.toMatchObject({ code: 'permit.sealed' });
    expect(await eventsOf('jar-work')).toHaveLength(1);
  });

  test('a stream that stands among the subjects twice is written once', async () => {
    const { here } = await two();
    await here.decide({ a: [Jar, 'twice'], b: [Jar, 'twice'] }, () => ({ b: [coins('twice')] }));
    expect(await eventsOf('jar-twice')).toHaveLength(1);
    await expect(
      here.decide({ a: [Jar, 'twice'], b: [Jar, 'twice'] }, () => ({ a: [coins('twice')], b: [coins('twice')] })),
    ).rejects.toThrow('twice');
  });

  test('subjects that are looked up are confirmed in the transaction: whoever slips in between is not overlooked', async () => {
    const { here, there } = await two();
    const membersOf = async () =>
      (await sql<{ readonly jar: string }>`select jar from test.jars where jar like 'member-%' order by jar`).map(
        ({ jar }) => jar,
      );
    await here.decide({ jar: [Jar, 'member-1'] }, addTo('member-1'));
    let looks = 0;
    const after = await here.decide(
      async () => {
        const members = await membersOf();
        if (++looks === 1) await there.decide({ jar: [Jar, 'member-2'] }, addTo('member-2'));
        return { all: [Jar, members] as const };
      },
      ({ all }) => ({ all: all.map((_, index) => [sealed(`member-${index + 1}`)]) }),
      ({ all }) => all.map(({ id }) => id),
      {
        confirm: async ({ all: [, members] }, inside) =>
          (await inside`select jar from test.jars where jar like 'member-%'`).length === members.length,
      },
    );
    expect(after).toEqual(['member-1', 'member-2']);
    expect(looks).toBe(2);
  });

  test('200 increments of one stream at once, from two processes, all succeed and none is lost', async () => {
    const { here, there } = await two();
    const settled = await Promise.allSettled(
      Array.from({ length: 200 }, (_, n) =>
        (n % 2 ? here : there).decide({ jar: [Jar, 'hot'] }, ({ jar }) => ({ jar: [coins('hot', jar.coins < 0 ? 0 : 1)] })),
      ),
    );
    expect(settled.filter(({ status }) => status === 'rejected')).toEqual([]);
    const events = await eventsOf('jar-hot');
    expect(events.map(({ version }) => version)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    expect((await here.read(Jar, 'hot')).state.coins).toBe(200);
  });

  test('two streams that are written in opposite orders by many at once do not block each other', async () => {
    const { here, there } = await two();
    await Promise.all(
      Array.from({ length: 60 }, (_, n) => {
        const [first, second] = n % 2 ? ['left', 'right'] : ['right', 'left'];
        return (n % 3 ? here : there).decide({ first: [Jar, first], second: [Jar, second] }, () => ({
          first: [coins(first)],
          second: [coins(second)],
        }));
      }),
    );
    expect([await eventsOf('jar-left'), await eventsOf('jar-right')].map((events) => events.length)).toEqual([60, 60]);
  });

  test('a decision that loses again and again is told that the thing is contended, not that it is stale', async () => {
    const { here, there } = await two();
    const always = here.decide(
      async () => {
        await there.decide({ jar: [Jar, 'lost'] }, addTo('lost'));
        return { jar: [Jar, 'lost'] as const };
      },
      addTo('lost'),
      undefined,
      { confirm: async () => false },
    );
    await expect(always).rejects.toMatchObject({ kind: 'busy', code: 'log.contended' });
  });

  test('tenants share no stream, no view row and no memory', async () => {
    const log = await openTestLog(db);
    const [mine, yours] = [log.events(caller({ tenant: 'mine' })), log.events(caller({ tenant: 'yours' }))];
    await mine.decide({ jar: [Jar, 'same'] }, addTo('same', 5));
    expect((await yours.decide({ jar: [Jar, 'same'] }, addTo('same', 1))).jar.state.coins).toBe(1);
    expect(await yours.history(Jar, 'same')).toHaveLength(1);
    expect(await sql`select tenant, coins from test.jars where jar = 'same' order by tenant`).toEqual([
      { tenant: 'mine', coins: 5 },
      { tenant: 'yours', coins: 1 },
    ]);
  });
});
