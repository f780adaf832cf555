import { beforeAll, describe, expect, test } from 'vitest';
import { Conflict, type Expected, KeyUsed } from '#platform/log/append';
import { sqlOn } from '#platform/postgres/sql';
import { type View, view } from '#platform/view';
import { coins, createJars, jarViews, sealed } from '#testing/jar';
import { openAppender, request, storedEvents, write } from '#testing/log';
import { testDatabase, testServers } from '#testing/database';

const outcomes = (settled: readonly PromiseSettledResult<unknown>[]) => ({
  done: settled.filter(({ status }) => status === 'fulfilled').length,
  conflicts: settled.filter((each) => each.status === 'rejected' && each.reason instanceof Conflict).length,
});

describe.each(testServers())('appending, on the %s PostgreSQL', async (server) => {
  const db = await testDatabase(server);
  const { pool } = db;
  const sql = sqlOn(pool);
  const versionOf = async (stream: string) =>
    (await sql<{ readonly version: number }>`select version from log.stream where id = ${stream}`)[0]?.version ?? 0;
  beforeAll(() => createJars(pool));

  /** Eight processes would each have an appender of their own. */
  const race = async (expected: Expected, stream: string, rounds = 1) => {
    const writers = await Promise.all(Array.from({ length: 8 }, () => openAppender(db)));
    const settled = await Promise.allSettled(
      writers.flatMap(({ append }) => Array.from({ length: rounds }, () => append(request(write(stream, expected, coins('x')))))),
    );
    return outcomes(settled);
  };

  test('of eight writers who all expect a new stream, exactly one gets it', async () => {
    expect(await race(0, 'jar-new')).toEqual({ done: 1, conflicts: 7 });
    expect(await versionOf('jar-new')).toBe(1);
  });

  test('of eight writers who all expect the same version, exactly one gets it', async () => {
    const { append } = await openAppender(db);
    await append(request(write('jar-three', 0, coins('x'), coins('x'), coins('x'))));
    expect(await race(3, 'jar-three')).toEqual({ done: 1, conflicts: 7 });
    expect(await race(2, 'jar-three')).toEqual({ done: 0, conflicts: 8 });
    expect(await race(9, 'jar-three')).toEqual({ done: 0, conflicts: 8 });
    expect(await versionOf('jar-three')).toBe(4);
  });

  test('eight writers who expect anything all get through, one after the other', async () => {
    expect(await race('any', 'jar-any', 25)).toEqual({ done: 200, conflicts: 0 });
    const versions = (await storedEvents(pool)).filter(({ stream }) => stream === 'jar-any').map(({ version }) => version);
    expect(versions).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
  });

  test('eight writers who expect a stream to exist all fail while it does not, and all get through once it does', async () => {
    expect(await race('exists', 'jar-there')).toEqual({ done: 0, conflicts: 8 });
    const { append } = await openAppender(db);
    await append(request(write('jar-there', 0, coins('x'))));
    expect(await race('exists', 'jar-there', 25)).toEqual({ done: 200, conflicts: 0 });
    expect(await versionOf('jar-there')).toBe(201);
  });

  test('a stream that was only guarded does not exist', async () => {
    const { append } = await openAppender(db);
    await append(request(write('jar-guarded', 0)));
    await expect(append(request(write('jar-guarded', 'exists', coins('x'))))).rejects.toThrow(Conflict);
    await append(request(write('jar-guarded', 0, coins('x'))));
  });

  test('several streams are written all or none', async () => {
    const { append } = await openAppender(db);
    await append(request(write('jar-all-a', 0, coins('a')), write('jar-all-b', 0, coins('b'), coins('b'))));
    const half = append(request(write('jar-all-a', 1, coins('a')), write('jar-all-b', 7, coins('b'))));
    await expect(half).rejects.toMatchObject({ name: 'Conflict', streams: ['jar-all-b'] });
    expect([await versionOf('jar-all-a'), await versionOf('jar-all-b')]).toEqual([1, 2]);
  });

  test('a stream that was read and got no event is guarded: when it has moved, it is a conflict', async () => {
    const { append } = await openAppender(db);
    await append(request(write('jar-read', 0, coins('r'))));
    await append(request(write('jar-written', 0, coins('w')), write('jar-read', 1)));
    await append(request(write('jar-read', 1, coins('r'))));
    await expect(append(request(write('jar-written', 1, coins('w')), write('jar-read', 1)))).rejects.toMatchObject({
      streams: ['jar-read'],
    });
    expect(await versionOf('jar-written')).toBe(1);
  });

  test('appends that guard the same stream share a batch', async () => {
    const { append, batches } = await openAppender(db);
    await append(request(write('jar-shared', 0, coins('s'))));
    await Promise.all(
      Array.from({ length: 40 }, (_, n) => append(request(write(`jar-sharing-${n}`, 0, coins('s')), write('jar-shared', 1)))),
    );
    expect(batches).toEqual([1, 40]);
  });

  test('a shared guard that has moved refuses every append that holds it, and no other', async () => {
    const { append } = await openAppender(db);
    await append(request(write('jar-moved', 0, coins('m'), coins('m'))));
    const settled = await Promise.allSettled([
      append(request(write('jar-m1', 0, coins('m')), write('jar-moved', 1))),
      append(request(write('jar-m2', 0, coins('m')), write('jar-moved', 1))),
      append(request(write('jar-m3', 0, coins('m')))),
    ]);
    expect(outcomes(settled)).toEqual({ done: 1, conflicts: 2 });
    expect(await versionOf('jar-m3')).toBe(1);
  });

  test('positions are dense and in the order of the commits; an append gets those of its own events', async () => {
    const { append } = await openAppender(db);
    const before = (await storedEvents(pool)).at(-1)?.position ?? 0;
    const appended = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        append(request(write(`jar-dense-${n}`, 0, coins('d'), sealed('d')), write(`jar-dense2-${n}`, 0, coins('d')))),
      ),
    );
    expect(appended.flatMap(({ events }) => events.map(({ position }) => position))).toEqual(
      Array.from({ length: 150 }, (_, index) => before + index + 1),
    );
    const stored = await storedEvents(pool);
    expect(stored.map(({ position }) => position)).toEqual(stored.map((_, index) => index + 1));
    for (const { events, position } of appended) {
      expect(events.at(-1)?.position).toBe(position);
      for (const event of events)
        expect(stored[event.position - 1]).toMatchObject({ stream: event.stream, version: event.version, type: event.type });
    }
  });

  test('32 callers share commits: far fewer transactions than appends', async () => {
    const { append } = await openAppender(db);
    const work = async (caller: number) => {
      for (let n = 0; n < 25; n++) await append(request(write(`jar-group-${caller}`, n, coins('g'))));
    };
    await Promise.all(Array.from({ length: 32 }, (_, caller) => work(caller)));
    const own = (await storedEvents(pool)).filter(({ stream }) => stream.startsWith('jar-group-'));
    expect(own).toHaveLength(800);
    expect(new Set(own.map(({ xid }) => xid)).size).toBeLessThan(800 / 8);
  });

  test('appends to one stream that wait in the queue keep the order in which they were asked for', async () => {
    const { append } = await openAppender(db);
    const done = await Promise.all(
      Array.from({ length: 20 }, (_, n) => append(request(write('jar-order', 'any', coins('o', n))))),
    );
    expect(done.map(({ events }) => events[0]?.version)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  describe('one bad member of a batch', () => {
    const throwing: View = view<ReturnType<typeof coins>, { readonly jar: string }, 'jar'>({
      name: 'test.jars',
      key: ['jar'],
      on: {
        CoinsAdded: ({ data: { jar } }) => {
          if (jar === 'bad') throw new Error('This view cannot fold that.');
        },
      },
    });

    const among = async (bad: ReturnType<typeof request>, name: string, views: readonly View[] = jarViews) => {
      const { append } = await openAppender(db, views);
      const good = (n: number) => append(request(write(`jar-${name}-${n}`, 0, coins('good'))));
      const [first, failed, ...rest] = await Promise.allSettled([good(1), append(bad), good(2), good(3)]);
      expect([first?.status, ...rest.map(({ status }) => status)]).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
      for (const n of [1, 2, 3]) expect(await versionOf(`jar-${name}-${n}`)).toBe(1);
      await append(request(write(`jar-${name}-later`, 0, coins('good'))));
      return failed?.status === 'rejected' ? failed.reason : undefined;
    };

    test('that is in conflict is refused alone', async () => {
      expect(await among(request(write('jar-never', 5, coins('x'))), 'conflict')).toBeInstanceOf(Conflict);
    });

    test('whose key was used is refused alone', async () => {
      const { append } = await openAppender(db);
      const key = { key: 'used', fingerprint: '', answer: 1 };
      await append({ ...request(write('jar-keyed', 0, coins('x'))), key });
      expect(await among({ ...request(write('jar-keyed-again', 0, coins('x'))), key }, 'key')).toBeInstanceOf(KeyUsed);
      expect(await versionOf('jar-keyed-again')).toBe(0);
    });

    test('that a view cannot fold is refused alone', async () => {
      expect(await among(request(write('jar-fold', 0, coins('bad'))), 'fold', [throwing])).toMatchObject({
        message: 'This view cannot fold that.',
      });
      expect(await versionOf('jar-fold')).toBe(0);
    });

    test('that a view cannot fold, of a stream at any version, leaves no lock and no half transaction', async () => {
      expect(await among(request(write('jar-fold-any', 'any', coins('bad'))), 'fold-any', [throwing])).toMatchObject({
        message: 'This view cannot fold that.',
      });
      expect(await versionOf('jar-fold-any')).toBe(0);
      const { append } = await openAppender(db);
      expect((await append(request(write('jar-fold-any', 'any', coins('x'))))).events).toMatchObject([{ version: 1 }]);
    });

    test('that the database refuses, such as a NUL in a text of a view, is refused alone', async () => {
      const nul = { type: 'CoinsAdded', data: { jar: 'nul', by: 1, note: 'a\u0000b' } };
      expect(await among(request(write('jar-nul', 0, nul)), 'nul')).toMatchObject({ code: '22P05' });
      expect(await among(request(write('jar-nul\u0000', 0, coins('x'))), 'nul-name')).toMatchObject({ code: '22021' });
      expect(await versionOf('jar-nul')).toBe(0);
    });
  });

  test('an append to be confirmed is refused when the answer is no, and what was asked ran inside its transaction', async () => {
    const { append } = await openAppender(db);
    const seen: unknown[] = [];
    const confirmed = (answer: boolean) =>
      append({
        ...request(write('jar-confirm', 'any', coins('c'))),
        confirm: async (inside) => {
          seen.push(await inside`select version from log.stream where id = 'jar-confirm'`);
          return answer;
        },
      });
    await expect(confirmed(false)).rejects.toThrow(Conflict);
    await confirmed(true);
    expect(seen).toEqual([[{ version: 1 }], [{ version: 1 }]]);
    expect(await versionOf('jar-confirm')).toBe(1);
  });

  test('stopping finishes what is queued', async () => {
    const { append, stop } = await openAppender(db);
    const queued = Array.from({ length: 100 }, (_, n) => append(request(write('jar-stop', n === 0 ? 0 : 'any', coins('s')))));
    await stop();
    expect(await versionOf('jar-stop')).toBe(100);
    await Promise.all(queued);
  });
});
