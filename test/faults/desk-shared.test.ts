import { afterAll, test } from 'vitest';
import { failOver, killApp, killDatabase, pauseApp } from './desk/faults.ts';
import { shortForms } from './desk/short.ts';
import { sharedStage } from './desk/stage.ts';

// The short form of `npm run faults`: two processes on one database.
const stage = await sharedStage();
afterAll(stage.close);
const keepsPromises = shortForms(stage);

test('two processes on the same lots and buyers lose nothing and oversell nothing', () => keepsPromises(2_000));

test('one of two processes is killed, and then their database', { timeout: 60_000 }, () =>
  keepsPromises(500, killApp, killDatabase(stage.database)),
);

test('one of two processes hangs for a while', { timeout: 60_000 }, () => keepsPromises(300, pauseApp(2_500)));

test('an older copy takes the place of the database', { timeout: 60_000 }, () =>
  keepsPromises(500, failOver(stage.database, 700)),
);
