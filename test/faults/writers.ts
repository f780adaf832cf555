import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Installation } from '#testing/process';
import { type Ask, until } from './ask.ts';

export type Written = { readonly title: string; readonly id: string; readonly tries: number };

export type Outcome = {
  readonly written: readonly Written[];
  /** Answers that were neither 201 nor 503, and second answers that differ from the first. */
  readonly strange: readonly unknown[];
};

/** Clients that write one note after the other, each again and again under its key until it is acknowledged. */
export const startWriters = (ask: Ask, count: number) => {
  const written: Written[] = [];
  const strange: unknown[] = [];
  let stopping = false;

  const write = async (title: string, key: string) => {
    const answer = await ask('POST', '/api/v2/nodes', { title, content: `This is ${title}.` }, { 'idempotency-key': key }).catch(
      () => undefined,
    );
    if (answer && answer.status !== 201 && answer.status !== 503) strange.push([title, answer.status, answer.body]);
    return answer?.status === 201 ? String(answer.body.id) : undefined;
  };

  const writer = async (name: number): Promise<void> => {
    for (let number = 0; !stopping; number++) {
      const title = `Note ${name}.${number}`;
      const key = randomUUID();
      let tries = 1;
      let id = await write(title, key);
      for (; id === undefined; tries++) {
        if (tries > 400) throw new Error(`${title} is never acknowledged.`);
        await wait(50);
        id = await write(title, key);
      }
      written.push({ title, id, tries });
      // Some are sent once more, as by a client that has lost the answer; and all are read back.
      const again = number % 5 === 0 ? await write(title, key) : undefined;
      if (again !== undefined && again !== id) strange.push([title, 'was written twice']);
      const back = await ask('GET', `/api/v2/nodes/${id}`).catch(() => undefined);
      if (back && back.status !== 503 && back.body?.title !== title)
        strange.push([title, 'reads back as', back.status, back.body]);
    }
  };

  const writing = Promise.all(Array.from({ length: count }, (_, name) => writer(name)));
  return {
    count: () => written.length,
    stop: async (): Promise<Outcome> => {
      stopping = true;
      await writing;
      return { written, strange };
    },
  };
};

/** Every note that was acknowledged is stored under its id, once, and nothing beside; discovery has heard of all. */
export const expectEveryNote = async (here: Installation, ask: Ask, { written, strange }: Outcome): Promise<void> => {
  expect(strange).toEqual([]);
  const stored = await here.ask<{ readonly id: string; readonly title: string }>('select id, title from graph.nodes');
  const ids = new Map(stored.map(({ id, title }) => [title, id]));
  expect(written.filter(({ title, id }) => ids.get(title) !== id)).toEqual([]);
  expect([stored.length, ids.size]).toEqual([written.length, written.length]);
  await until(async () => {
    const { body } = await ask('GET', '/api/v2/index/status');
    return body?.notes === written.length && body.waiting === 0 ? true : undefined;
  }, 'every note is in the index');
};
