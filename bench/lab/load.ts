import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Shot } from './cannon.ts';
import type { Round } from './rounds.ts';

const stdio: ('ignore' | 'ipc' | 2)[] = ['ignore', 2, 2, 'ipc'];

/** Asks the same over and over from a child process. Throws when a request fails. */
export const load = async (shot: Shot): Promise<Round> => {
  const child = fork(join(import.meta.dirname, 'cannon.ts'), { stdio });
  child.send(shot);
  return (await answerOf(child)) as Round; // what cannon.ts sends
};

/** Runs the bare control while it is used; it gets the address of its database and says where it listens. */
export const withBare = async <T>(databaseUrl: string, use: (url: string) => Promise<T>): Promise<T> => {
  const child = fork(join(import.meta.dirname, 'bare.ts'), { stdio, env: { ...process.env, DATABASE_URL: databaseUrl } });
  try {
    return await use(String(await answerOf(child)));
  } finally {
    if (child.exitCode === null && child.kill()) await once(child, 'exit');
  }
};

const answerOf = async (child: ChildProcess): Promise<unknown> => {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`A child of the bench ended with ${code} before it answered; what it said stands above.`);
  });
  const [answer] = await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => undefined); // it may end as it likes now
  return answer;
};
