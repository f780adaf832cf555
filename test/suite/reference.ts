import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parentPort, Worker } from 'node:worker_threads';

// A thread beside the tests: does a fixed piece of work again and again, and reports the milliseconds that it took.

const page = Buffer.alloc(8_192, 7);
const folder = mkdtempSync(join(tmpdir(), 'almanac-reference-'));
const shared = new SharedArrayBuffer(4);
const turn = new Int32Array(shared);
const echo = new Worker(new URL('echo.ts', import.meta.url), { workerData: shared });

const compute = (): number => {
  let state = 1;
  for (let step = 0; step < 40_000_000; step++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
  }
  for (let round = 0; round < 2_000; round++) createHash('sha256').update(page).digest();
  return state;
};

/** As between a test and its database: each waits for the other, and on a busy machine both for a processor. */
const takeTurns = (): void => {
  for (let round = 0; round < 10_000; round++) {
    Atomics.store(turn, 0, 1);
    Atomics.notify(turn, 0);
    while (Atomics.load(turn, 0) === 1) Atomics.wait(turn, 0, 1, 1_000);
  }
};

const sync = (): void => {
  const file = openSync(join(folder, 'page'), 'w');
  for (let round = 0; round < 20; round++) {
    writeSync(file, page);
    fsyncSync(file);
  }
  closeSync(file);
};

const measure = (): number => {
  const began = performance.now();
  compute();
  takeTurns();
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
  void echo.terminate().then(() => parentPort?.close());
});
