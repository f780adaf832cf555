import { describe, test } from 'vitest';
import { canMount, imageDisk, smallDisk } from './desk/disk.ts';
import { cutPower, fillDisk } from './desk/faults.ts';
import type { Fault } from './desk/play.ts';
import { shortForms } from './desk/short.ts';
import { embeddedStage } from './desk/stage.ts';

// The short form of `npm run faults`: disks that fail.
if (!canMount()) console.warn('NOT TESTED: power cuts and full disks. Mounting a disk needs root on Linux.');

const keepsPromises = async <D extends { readonly folder: string; readonly close: () => void }>(
  disk: D,
  fault: (disk: D) => Fault,
): Promise<void> => {
  try {
    const stage = await embeddedStage(`${disk.folder}/home`);
    try {
      await shortForms(stage)(700, fault(disk));
    } finally {
      await stage.close();
    }
  } finally {
    disk.close();
  }
};

describe.runIf(canMount())('a disk', { timeout: 60_000 }, () => {
  test('loses its power, and with it what was not synced', () => keepsPromises(imageDisk(700), cutPower));
  test('is full for a while', () => keepsPromises(smallDisk(400), (disk) => fillDisk(disk, 1_000)));
});
