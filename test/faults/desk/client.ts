import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Ledger } from './ledger.ts';

/** Where a process answers, and the owner's token there. */
export type Place = { readonly url: string; readonly token: string };

export type Reply = {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- each caller knows what its feature answers
  readonly body: any;
};

export type Write = {
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  readonly body: object;
  /** The effects that a 2xx promises. */
  readonly facts: readonly string[];
};

export type Client = {
  /** Sends a command under one key until it is answered, each time to another of the processes. Undefined: it never was. */
  readonly write: (write: Write) => Promise<Reply | undefined>;
  /** Asks once; undefined without an answer. */
  readonly read: (path: string) => Promise<Reply | undefined>;
};

/** Milliseconds. A client gives an attempt up before the server does, as clients in a hurry do. */
const attemptTimeout = 5_000;
const patience = 90_000;

export const send = async (
  place: Place,
  {
    method,
    path,
    body,
    key,
    timeout = attemptTimeout,
  }: Pick<Write, 'path'> & {
    readonly method: string;
    readonly body?: object;
    readonly key?: string;
    readonly timeout?: number;
  },
): Promise<Reply | undefined> => {
  try {
    const answer = await fetch(place.url + path, {
      method,
      headers: {
        authorization: `Bearer ${place.token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeout),
    });
    const text = await answer.text();
    return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : undefined };
  } catch {
    return undefined; // refused, cut or too late: nobody knows what became of it
  }
};

/** Whether an answer settles the request: everything but "try again" and a failure of the server. */
const isFinal = ({ status }: Reply): boolean => status < 500 && status !== 408 && status !== 429;

export const clientOf = (places: () => readonly Place[], ledger: Ledger, roll: () => number): Client => {
  const anyPlace = (): Place | undefined => places()[Math.floor(roll() * places().length)];

  return {
    read: async (path) => {
      const place = anyPlace();
      return place && send(place, { method: 'GET', path });
    },
    write: async (write) => {
      const key = randomUUID();
      const end = performance.now() + patience;
      for (let attempt = 1; performance.now() < end; attempt++) {
        const place = anyPlace();
        const reply = place && (await send(place, { ...write, key }));
        if (reply !== undefined && isFinal(reply)) {
          if (reply.status < 300) for (const fact of write.facts) ledger.acknowledged.push({ fact, at: Date.now() });
          else ledger.counts.refused++;
          return reply;
        }
        if (reply !== undefined && reply.status >= 500 && reply.status !== 503)
          ledger.strange.push({ what: `${write.method} ${write.path}`, answer: [reply.status, reply.body] });
        if (attempt === 1) ledger.counts.retried++;
        await wait(20 + roll() * Math.min(40 * attempt, 400));
      }
      ledger.unanswered.push(...write.facts);
      return undefined;
    },
  };
};
