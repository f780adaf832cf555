import { setPriority } from 'node:os';
import { hash, verify } from '@node-rs/argon2';

/** What the server asks its hasher for, and what it is answered, by number. */
export type Asked = { readonly number: number; readonly password: string; readonly hash?: string };
export type Answered = { readonly number: number } & (
  | { readonly hash: string }
  | { readonly fits: boolean }
  | { readonly error: string }
);

/** argon2id with 19 MiB, two passes, one lane: OWASP's Password Storage Cheat Sheet. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

// A process of its own with the lowest priority: hashing gets what the server leaves over, never the other way round.
setPriority(19);

const answer = async ({ number, password, hash: known }: Asked): Promise<Answered> => {
  try {
    return known === undefined ? { number, hash: await hash(password, cost) } : { number, fits: await verify(known, password) };
  } catch (error) {
    return { number, error: error instanceof Error ? error.message : String(error) };
  }
};

process.on('message', (asked) => {
  void answer(asked as Asked).then((answered) => process.send?.(answered)); // what adapters/argon2.ts sends
});
process.on('disconnect', () => process.exit(0)); // the server has gone
// Ctrl-C in a terminal goes to all its processes: the server ends this one when it has finished.
process.on('SIGINT', () => undefined);
