import { parentPort } from 'node:worker_threads';
import { IndexLost } from '../ports.ts';
import { createIndexes } from './indexes.ts';

/** The worker thread: calls come in with a number and go out with the same. */
export type CallMessage = { readonly number: number; readonly method: string; readonly input: readonly unknown[] };
export type AnswerMessage = {
  readonly number: number;
  readonly answer?: unknown;
  readonly error?: string;
  readonly lost?: boolean;
};

const indexes = createIndexes(() => new Promise((resolve) => setImmediate(resolve)));

parentPort?.on('message', ({ number, method, input }: CallMessage) => {
  const work = indexes[method as keyof typeof indexes] as (...input: readonly unknown[]) => Promise<unknown>; // the other side of start.ts
  work(...input).then(
    (answer) => parentPort?.postMessage({ number, answer } satisfies AnswerMessage),
    (error: unknown) =>
      parentPort?.postMessage({
        number,
        error: error instanceof Error ? error.message : String(error),
        lost: error instanceof IndexLost,
      } satisfies AnswerMessage),
  );
});
