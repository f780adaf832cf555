import { beforeAll, describe, expect, test } from 'vitest';
import type { Model } from '#kernel/model';
import type { Event } from '#kernel/event';
import { batchOf, factsOf, recordValues, reserveValues } from '#platform/log/append';
import { recordText, reserveText } from '#platform/log/transact';
import { sqlOn } from '#platform/postgres/sql';
import { caller, createJars } from '#testing/jar';
import { openTestLog, request, storedEvents, until, write } from '#testing/log';
import { testDatabase, testServers } from '#testing/database';

type BookEvent = Event<'Held', { readonly who: string }> | Event<'Noted'>;
type Book = { readonly held: readonly string[] };
const Book: Model<Book, BookEvent> = {
  name: 'book',
  initial: { held: [] },
  evolve: (now, event) => (event.type === 'Held' ? { held: [...now.held, event.data.who] } : now),
};
// Streams are locked in the order of their names: an append that waits for an account has not locked a book yet.
const Account: Model<object, BookEvent> = { name: 'account', initial: {}, evolve: (now) => now };
const noted: BookEvent = { type: 'Noted', data: {} };

describe.each(testServers())('decisions on a state that is not committed, on the %s PostgreSQL', async (server) => {
  const db = await testDatabase(server);
  const { pool } = db;
  const sql = sqlOn(pool);
  beforeAll(() => createJars(pool));

  const hold =
    (who: string) =>
    ({ book }: { readonly book: Book }) => ({ book: book.held.includes(who) ? [] : [{ type: 'Held' as const, data: { who } }] });

  /** Adds to an account in a transaction that stays open, as another process may, until the answer is called. */
  const slowly = async (account: string) => {
    const batch = batchOf([request(write(`account-${account}`, 1, noted))]);
    const other = await pool.connect();
    await other.query('begin');
    await other.query(reserveText, [...reserveValues(batch)]);
    return async () => {
      await other.query(recordText, [...recordValues(factsOf(batch, [1]), { position: 0, append: undefined }, false)]);
      await other.query('commit');
      other.release();
    };
  };

  const waiting = () =>
    until(async () => {
      const rows = await sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      return rows.length > 0;
    }, 'an append waits for a lock');

  test('an answer is given only for what is in the log, and memory holds nothing else', async () => {
    const log = await openTestLog(db);
    const by = (key: string) => log.events(caller({ key, fingerprint: key }));
    await by('lead-1').decide({ book: [Book, 'hot'] }, () => ({ book: [noted] }));
    await by('lead-2').decide({ account: [Account, 'x'] }, () => ({ account: [noted] }));
    const finish = await slowly('x');

    // D waits for the account, E changes the book without a turn, and D2 decides on what D has decided.
    const d = by('D').decide({ account: [Account, 'x'], book: [Book, 'hot'] }, hold('D'), () => 'D is held', { inTurn: true });
    await waiting();
    const e = by('E').decide(
      { book: [Book, 'hot'] },
      () => ({ book: [noted] }),
      () => 'noted',
    );
    const d2 = by('D2').decide({ book: [Book, 'hot'] }, hold('D2'), () => 'D2 is held', { inTurn: true });
    await finish();

    expect(await Promise.all([d, e, d2])).toEqual(['D is held', 'noted', 'D2 is held']);
    const held = await sql<{ readonly who: string }>`
      select data->>'who' as who from log.event where stream = 'book-hot' and type = 'Held' order by who`;
    expect(held.map(({ who }) => who)).toEqual(['D', 'D2']);
    expect([...(await log.events(caller()).read(Book, 'hot')).state.held].sort()).toEqual(['D', 'D2']);
    expect(await log.verifyMemory()).toEqual([]);
  });

  test('another writer at the same version is a conflict: a version alone does not say whose event it is', async () => {
    const [here, there] = [await openTestLog(db), await openTestLog(db)];
    const events = here.events(caller());
    await events.decide({ book: [Book, 'same'] }, () => ({ book: [noted] }));
    await events.decide({ account: [Account, 'same'] }, () => ({ account: [noted] }));
    const finish = await slowly('same');
    const d = events.decide({ account: [Account, 'same'], book: [Book, 'same'] }, hold('D'), undefined, { inTurn: true });
    await waiting();
    const d2 = events.decide({ book: [Book, 'same'] }, hold('D2'), undefined, { inTurn: true });
    await there.events(caller()).decide({ book: [Book, 'same'] }, hold('other'));
    await finish();
    await Promise.all([d, d2]);
    expect([...(await there.events(caller()).read(Book, 'same')).state.held].sort()).toEqual(['D', 'D2', 'other']);
    expect([...(await here.verifyMemory()), ...(await there.verifyMemory())]).toEqual([]);
  });

  test('what follows an append that fails is not written behind somebody else, however it was queued', async () => {
    const logs = [await openTestLog(db), await openTestLog(db)];
    const one = (at: number) => {
      const log = logs[at % 2]?.events(caller({ key: `many-${at}`, fingerprint: 'f' })) ?? logs[0]!.events(caller());
      const inTurn = at % 3 === 0 ? undefined : ({ inTurn: true } as const);
      const accounts = at % 5 === 0 ? { account: [Account, `many-${at % 4}`] as const } : {};
      return log.decide({ ...accounts, book: [Book, 'many'] }, hold(String(at)), () => at, inTurn);
    };
    const answers = await Promise.all(Array.from({ length: 120 }, (_, at) => one(at)));
    const stored = (await storedEvents(pool)).filter(({ stream }) => stream === 'book-many');
    expect(stored).toHaveLength(answers.length);
    expect((await logs[0]!.events(caller()).read(Book, 'many')).state.held).toHaveLength(answers.length);
    for (const log of logs) expect(await log.verifyMemory()).toEqual([]);
  });
});
