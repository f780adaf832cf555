import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';

// A thread beside the tests: measures how long a fixed piece of work takes, again and again, and reports the milliseconds.

const page = Buffer.alloc(8_192, 7);
const folder = mkdtempSync(join(tmpdir(), 'almanac-reference-'));

const compute = (): number => {
  let state = 1;
  for (let step = 0; step < 80_000_000; step++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
  }
  for (let round = 0; round < 4_000; round++) createHash('sha256').update(page).digest();
  return state;
};

const sync = (): void => {
  const file = openSync(join(folder, 'page'), 'w');
  for (let round = 0; round < 40; round++) {
    writeSync(file, page);
    fsyncSync(file);
  }
  closeSync(file);
};

const measure = (): number => {
  const began = performance.now();
  compute();
  sync();
  return performance.now() - began;
};

measure(); // compiles
const report = () => parentPort?.postMessage(measure());
report();
const timer = setInterval(report, 8_000);

parentPort?.once('message', () => {
  clearInterval(timer);
  rmSync(folder, { recursive: true, force: true });
  parentPort?.close();
});
