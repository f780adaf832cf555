import { afterAll, describe, expect, test } from 'vitest';
import { canMount, imageDisk } from './desk/disk.ts';
import { cutPower, fillDisk, killApp, killDatabase, restartApp } from './desk/faults.ts';
import { shortForms } from './desk/short.ts';
import { embeddedStage } from './desk/stage.ts';

// The short form of `npm run faults`: one process with its own database, on a disk that can fail where one can be mounted.
const disk = canMount() ? imageDisk(500) : undefined;
if (disk === undefined) console.warn('NOT TESTED: power cuts and full disks. Mounting a disk needs root on Linux.');
const stage = await embeddedStage(disk && `${disk.folder}/home`);
const keepsPromises = shortForms(stage);
afterAll(async () => {
  await stage.close();
  disk?.close();
});

describe('a desk of one process', { timeout: 120_000 }, () => {
  test('loses and oversells nothing while all kinds of work go on at the same time', async () => {
    const { acknowledged, deals, steps } = await keepsPromises(2_000);
    expect(Math.min(acknowledged, deals, steps)).toBeGreaterThan(0);
  });

  test('is restarted under load', () => keepsPromises(400, restartApp));

  test('is killed', () => keepsPromises(400, killApp));

  test('loses its database', () => keepsPromises(500, killDatabase()));

  // Without a disk to mount there is nothing to fail: said above.
  test.runIf(disk)('has a full disk for a while', () => keepsPromises(400, ...(disk ? [fillDisk(disk, 500)] : [])));

  test.runIf(disk)('loses its power, and with it what was not synced', () =>
    keepsPromises(500, ...(disk ? [cutPower(disk)] : [])),
  );
});
