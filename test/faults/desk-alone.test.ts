import { afterAll, describe, expect, test } from 'vitest';
import { killApp, killDatabase } from './desk/faults.ts';
import { shortForms } from './desk/short.ts';
import { embeddedStage } from './desk/stage.ts';

// The short form of `npm run faults`, which also has restarts, full disks, power cuts and restores: one process with its own database.
const stage = await embeddedStage();
afterAll(stage.close);
const keepsPromises = shortForms(stage);

describe('a desk of one process', { timeout: 120_000 }, () => {
  test('loses and oversells nothing while all kinds of work go on at the same time', async () => {
    const { acknowledged, deals, steps } = await keepsPromises(2_000);
    expect(Math.min(acknowledged, deals, steps)).toBeGreaterThan(0);
  });

  test('is killed, and then its database', () => keepsPromises(400, killApp, killDatabase()));
});
