import { Worker } from 'node:worker_threads';
import { analyserVersion } from '../engine/analysis.ts';
import { type Engine, IndexLost } from '../ports.ts';
import type { AnswerMessage, CallMessage } from './thread.ts';

type Waiting = { readonly resolve: (answer: never) => void; readonly reject: (error: Error) => void };

/** The text engine in a worker thread of its own, so that analysing and ranking never hold up the API. Starts with the first call. */
export const startEngine = (spawn = startThread): Engine => {
  let worker: Worker | undefined;
  let count = 0;
  const waiting = new Map<number, Waiting>();

  const started = (): Worker => {
    if (worker) return worker;
    const fresh = spawn();
    fresh.on('message', ({ number, answer, error, lost }: AnswerMessage) => {
      const call = waiting.get(number);
      waiting.delete(number);
      if (waiting.size === 0) fresh.unref();
      if (error === undefined)
        call?.resolve(answer as never); // the answer of the method that was called
      else call?.reject(lost ? new IndexLost(error) : new Error(error));
    });
    // What was in memory is gone: the callers fill a new thread's indexes from what is stored.
    const ended = (cause: unknown) => {
      worker = undefined;
      for (const { reject } of waiting.values()) reject(new IndexLost('The thread of the text engine has ended.', { cause }));
      waiting.clear();
    };
    fresh.on('error', ended);
    fresh.on('exit', (code) => worker === fresh && ended(code));
    worker = fresh;
    return fresh;
  };

  const call =
    <K extends keyof Engine>(method: K) =>
    (...input: readonly unknown[]): Promise<never> =>
      new Promise((resolve, reject) => {
        const thread = started();
        thread.ref();
        waiting.set(++count, { resolve, reject });
        thread.postMessage({ number: count, method, input } satisfies CallMessage);
      });

  const end = async () => {
    await worker?.terminate();
  };

  return {
    analyserVersion,
    analyse: call('analyse'),
    placeOf: call('placeOf'),
    fill: call('fill'),
    remind: call('remind'),
    search: call('search'),
    affected: call('affected'),
    connections: call('connections'),
    passed: call('passed'),
    mentionsOf: call('mentionsOf'),
    forget: end, // the indexes are all that the thread has
    stop: end,
  };
};

// A smaller nursery than usual costs no time that could be measured, and saves 130 MB at the end of an import of 7,772 notes.
const startThread = (): Worker =>
  new Worker(new URL('./thread.ts', import.meta.url), { resourceLimits: { maxYoungGenerationSizeMb: 16 } });
