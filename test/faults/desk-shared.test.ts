import { afterAll, describe, test } from 'vitest';
import { pauseApp } from './desk/faults.ts';
import { shortForms } from './desk/short.ts';
import { sharedStage } from './desk/stage.ts';

// The short form of `npm run faults`: two processes on one database.
const stage = await sharedStage();
afterAll(stage.close);
const keepsPromises = shortForms(stage);

describe('a desk of two processes', { timeout: 120_000 }, () => {
  test('loses and oversells nothing while all kinds of work go on at the same time', () => keepsPromises(2_000));

  test('goes on while one of them hangs', () => keepsPromises(300, pauseApp(2_000)));
});
