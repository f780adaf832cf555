import { workerData } from 'node:worker_threads';

// The other side of the reference: whenever it is its turn, it gives the turn back.
const turn = new Int32Array(workerData);
for (;;) {
  Atomics.wait(turn, 0, 0);
  Atomics.compareExchange(turn, 0, 1, 0);
  Atomics.notify(turn, 0);
}
