import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Sealed } from '#kernel/sealed';
import { type MasterKey, masterKeyIn } from '#platform/personal/master-key';
import { openPersonalData, type Personal } from '#platform/personal/personal';
import { sqlOn } from '#platform/postgres/sql';
import { testDatabase, testServers } from '#testing/database';
import { skipTime } from '#testing/monotonic-clock';
import { statementsOf } from '#testing/statements';

const newMaster = (): MasterKey => masterKeyIn(randomBytes(32).toString('base64'))!;

describe.each(testServers())('what is personal, on the %s PostgreSQL', async (server) => {
  const db = await testDatabase(server);
  const sql = sqlOn(db.pool);
  const master = newMaster();
  let home: Personal;
  beforeAll(async () => {
    home = (await openPersonalData({ sql, master })).of('home');
  });
  const sealed = async (subject: string, value: string): Promise<Sealed> => (await home.seal(subject, { value })).value;

  test('any text comes back as it was, and no two seals of it are alike', async () => {
    const values = ['', 'Ada', 'Łódź 日本 🫙', 'a:b:c', 'x'.repeat(100_000)];
    const twice = await Promise.all([...values, ...values].map((value) => sealed('ada', value)));
    expect(await home.open(twice)).toEqual([...values, ...values]);
    expect(new Set(twice).size).toBe(twice.length);
  });

  test('values of many people are opened in one statement, and in none while their keys are known', async () => {
    const values = await Promise.all(Array.from({ length: 200 }, (_, n) => sealed(`many-${n}`, `Name ${n}`)));
    const elsewhere = (await openPersonalData({ sql, master })).of('home');
    expect(await statementsOf(() => elsewhere.open(values))).toHaveLength(1);
    expect(await statementsOf(() => elsewhere.open(values))).toHaveLength(0);
  });

  test('those who register one person at once seal with one key', async () => {
    const apart = await Promise.all(Array.from({ length: 4 }, async () => (await openPersonalData({ sql, master })).of('home')));
    const values = await Promise.all(apart.map(async (each, n) => (await each.seal('at-once', { value: `v${n}` })).value));
    expect(await home.open(values)).toEqual(['v0', 'v1', 'v2', 'v3']);
  });

  test('another tenant opens nothing, forgets nothing, and has other fingerprints', async () => {
    const away = (await openPersonalData({ sql, master })).of('away');
    const value = await sealed('mine', 'Mine');
    expect(await away.open([value])).toEqual([undefined]);
    expect(await away.forget('mine')).toBe(false);
    await away.seal('mine', { name: 'Theirs' });
    await expect(away.open([value])).rejects.toThrow('unable to authenticate');
    expect(await home.open([value])).toEqual(['Mine']);
    expect(await away.fingerprint('Mine')).not.toBe(await home.fingerprint('Mine'));
    expect(await home.fingerprint('Mine')).toBe(await home.fingerprint('Mine'));
  });

  test('a value that was changed, or put under another subject, is an error and no text', async () => {
    const value = await sealed('one', 'One');
    await sealed('two', 'Two');
    const [, , , body = ''] = value.split(':');
    const flipped = Buffer.from(body, 'base64url');
    flipped[flipped.length - 1]! ^= 1;
    await expect(home.open([`sealed:1:one:${flipped.toString('base64url')}` as Sealed])).rejects.toThrow(
      'unable to authenticate',
    );
    await expect(home.open([`sealed:1:two:${body}` as Sealed])).rejects.toThrow('unable to authenticate');
    await expect(home.open(['Plain' as Sealed])).rejects.toThrow('never sealed');
    await expect(home.seal('no:colon', { name: 'x' })).rejects.toThrow('A subject is an id');
  });

  test('the forgotten are forgotten here at once and elsewhere within five seconds; nothing more is kept of them', {
    timeout: 15_000,
  }, async () => {
    const elsewhere = (await openPersonalData({ sql, master })).of('home');
    const value = await sealed('leaving', 'Leaving');
    expect(await elsewhere.open([value])).toEqual(['Leaving']);
    expect(await home.forget('leaving')).toBe(true);
    expect(await home.open([value])).toEqual([undefined]);
    await expect(home.seal('leaving', { name: 'again' })).rejects.toMatchObject({ code: 'personal.forgotten' });
    expect(await home.forget('leaving')).toBe(true);
    expect(await home.forget('never-seen')).toBe(false);
    skipTime(5_000);
    await wait(120); // a cache looks at the clock every tenth of a second
    expect(await elsewhere.open([value])).toEqual([undefined]);
    await expect(elsewhere.seal('leaving', { name: 'again' })).rejects.toMatchObject({ code: 'personal.forgotten' });
  });
});

test('with another master key nothing opens and the start says why; given the one before, the keys are encrypted anew and all opens', async () => {
  const db = await testDatabase();
  const sql = sqlOn(db.pool);
  const [first, second] = [newMaster(), newMaster()];
  const before = (await openPersonalData({ sql, master: first })).of('home');
  const values = await Promise.all(
    Array.from({ length: 1_100 }, async (_, n) => (await before.seal(`p${n}`, { name: `Name ${n}` })).name),
  );
  const print = await before.fingerprint('Ada');
  await before.forget('p5');

  await expect(openPersonalData({ sql, master: second })).rejects.toThrow('Set ALMANAC_MASTER_KEY to that one');
  for (let again = 0; again < 2; again++) {
    const after = (await openPersonalData({ sql, master: second, before: first })).of('home');
    expect(await after.open(values)).toEqual(values.map((_, n) => (n === 5 ? undefined : `Name ${n}`)));
    expect(await after.fingerprint('Ada')).toBe(print);
  }
  await expect(openPersonalData({ sql, master: first })).rejects.toThrow('belongs to another master key');
});

test('of two servers that each made a master key, the second to keep something personal is told to use that of the first', async () => {
  const db = await testDatabase();
  const sql = sqlOn(db.pool);
  const [one, other] = [
    (await openPersonalData({ sql, master: newMaster() })).of('home'),
    (await openPersonalData({ sql, master: newMaster() })).of('home'),
  ];
  const { name } = await one.seal('ada', { name: 'Ada' });
  await expect(other.open([name])).rejects.toThrow('the same for all servers on this database');
  await expect(other.seal('bob', { name: 'Bob' })).rejects.toThrow('the same for all servers on this database');
  expect(await one.open([name])).toEqual(['Ada']);
});
