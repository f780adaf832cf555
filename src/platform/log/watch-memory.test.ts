import { expect, test } from 'vitest';
import { caller, coins, createJars, Jar } from '#testing/jar';
import { openTestLog, pause, until } from '#testing/log';
import { testDatabase } from '#testing/database';

const db = await testDatabase();

test('the history is looked at every second, also after a look that the database held up', async () => {
  await createJars(db.pool);
  const pauses: number[] = [];
  const wait = async (milliseconds: number) => {
    pauses.push(milliseconds);
    await pause(20);
  };
  const holder = await db.pool.connect();
  const log = await openTestLog(db, { wait, shared: false });
  await log.events(caller()).decide({ jar: [Jar, 'watched'] }, () => ({ jar: [coins('watched')] }));
  await holder.query('begin; lock table log.head');
  await pause(300); // it looks every 20 ms here, so a look is held up
  await holder.query('commit');
  holder.release();
  const looked = pauses.length;
  await until(() => pauses.length > looked + 2, 'it has looked again');
  expect(new Set(pauses)).toEqual(new Set([1_000]));
});
