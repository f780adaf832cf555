import { afterAll, expect, test } from 'vitest';
import { killApp, killDatabase, restartApp } from './desk/faults.ts';
import { shortForms } from './desk/short.ts';
import { embeddedStage } from './desk/stage.ts';

// The short form of `npm run faults`: one process with its own database.
const stage = await embeddedStage();
afterAll(stage.close);
const keepsPromises = shortForms(stage);

test('deals, corrections, payments and holds at the same time lose nothing and oversell nothing', async () => {
  const { acknowledged, deals, steps } = await keepsPromises(2_000);
  expect(Math.min(acknowledged, deals, steps)).toBeGreaterThan(0);
});

test('the desk is restarted under load', { timeout: 60_000 }, () => keepsPromises(500, restartApp));

test('the app is killed', { timeout: 60_000 }, () => keepsPromises(500, killApp));

test('the database is killed', { timeout: 60_000 }, () => keepsPromises(700, killDatabase()));
