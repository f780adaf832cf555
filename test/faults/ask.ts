import { setTimeout as wait } from 'node:timers/promises';
import type { Answer } from '#testing/app';

export type Reply = {
  readonly status: number;
  readonly body: Answer['body'];
  readonly headers: Headers;
};

export type Ask = (
  method: string,
  path: string,
  ...rest: readonly [body?: unknown, headers?: Readonly<Record<string, string>>]
) => Promise<Reply>;

/** Speaks to a server over the network as one client does; rejects when the connection breaks. */
export const asker =
  (url: string, token: string): Ask =>
  async (method, path, ...[body, headers = {}]) => {
    const answer = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    }).catch((error: unknown) => {
      throw new Error(`${method} ${path} got no answer.`, { cause: error });
    });
    const text = await answer.text();
    const isJson = /json/.test(answer.headers.get('content-type') ?? '') && text !== '';
    return { status: answer.status, body: isJson ? JSON.parse(text) : undefined, headers: answer.headers };
  };

/** Asks until the server serves, and tells how many milliseconds that took. */
export const untilServing = async (url: string): Promise<number> => {
  const began = performance.now();
  for (;;) {
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.status === 200) return performance.now() - began;
    if (performance.now() - began > 30_000) throw new Error('The server does not serve again.');
    await wait(20);
  }
};

/** Looks again and again until there is an answer. */
export const until = async <T>(look: () => Promise<T | undefined>, what: string, milliseconds = 60_000): Promise<T> => {
  const end = performance.now() + milliseconds;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(`Waited in vain until ${what}.`);
    await wait(50);
  }
};

/** Numbers from 0 to 1 that look random and can be had again: the seed is told when a test fails. */
export const dice = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};
