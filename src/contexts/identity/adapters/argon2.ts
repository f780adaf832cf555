import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Passwords } from '../ports.ts';
import type { Answered, Asked } from './hasher.ts';
import { queue } from './queue.ts';

/** Of a password that nobody knows: compared with where an account has none, so that a no takes as long. */
const nobodys = '$argon2id$v=19$m=19456,t=2,p=1$RxqCn2gSI17foDogsW+oUA$RejuOXTYaIXCAENIAW34azUIkDUULteiP31iydvY1e8';

/** The longest password that is looked at, in UTF-16 units: no longer one can have been set. */
const longest = 1_024;

/** argon2id in a process of its own, which starts with the first password. */
export const argon2 = (): Passwords => {
  const hasher = startedWhenAsked();
  const inTurn = queue({ working: 1, waiting: 200 }); // two would only take turns
  let common: Promise<ReadonlySet<string>> | undefined;
  return {
    hash: async (password) => {
      const answered = await inTurn(() => hasher({ password }));
      if (!('hash' in answered)) throw new Error('The hasher answered no hash.');
      return answered.hash;
    },
    verify: async (known, password) => {
      const answered = await inTurn(() => hasher({ password: password.slice(0, longest), hash: known ?? nobodys }));
      return 'fits' in answered && answered.fits && known !== undefined;
    },
    commonest: () => (common ??= commonest()),
  };
};

type Hasher = (asked: Omit<Asked, 'number'>) => Promise<Answered>;
type Waiting = { readonly resolve: (answered: Answered) => void; readonly reject: (error: Error) => void };

/** The hasher; one that has died is started again for the next who ask. */
const startedWhenAsked = (): Hasher => {
  let child: ChildProcess | undefined;
  let count = 0;
  const waiting = new Map<number, Waiting>();

  const start = (): ChildProcess => {
    const started = fork(join(import.meta.dirname, 'hasher.ts'), { serialization: 'advanced' });
    started.on('message', (message) => {
      const answered = message as Answered; // what hasher.ts sends
      const { resolve, reject } = waiting.get(answered.number) ?? nobody;
      waiting.delete(answered.number);
      if ('error' in answered) reject(new Error(answered.error));
      else resolve(answered);
    });
    const gone = () => {
      if (child === started) child = undefined;
      for (const { reject } of waiting.values()) reject(new Error('The process that hashes passwords has ended.'));
      waiting.clear();
    };
    started.on('exit', gone).on('error', gone);
    // It does not keep the server alive, and goes with it.
    started.unref();
    started.channel?.unref();
    return started;
  };

  return (asked) =>
    new Promise((resolve, reject) => {
      child ??= start();
      const number = ++count;
      waiting.set(number, { resolve, reject });
      child.send({ ...asked, number });
    });
};

const nobody: Waiting = { resolve: () => undefined, reject: () => undefined };

/** The first 10,000 of zxcvbn's list, which ranks leaked passwords by how often they were used. */
const commonest = async (): Promise<ReadonlySet<string>> => {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  const { 'passwords-common': ranked } = dictionary;
  if (ranked.length < 10_000) throw new Error('The list of the commonest passwords is missing.');
  return new Set(ranked.slice(0, 10_000).map(String));
};
