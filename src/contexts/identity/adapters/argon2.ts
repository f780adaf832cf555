import { hash, verify } from '@node-rs/argon2';
import { dictionary } from '@zxcvbn-ts/language-common';
import { Rejection } from '#kernel/rejection';
import type { Passwords } from '../ports.ts';

/** argon2id with 19 MiB, two passes, one lane: OWASP's Password Storage Cheat Sheet. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Of a password that nobody knows: compared with where an account has none, so that a no takes as long. */
const nobodys = '$argon2id$v=19$m=19456,t=2,p=1$RxqCn2gSI17foDogsW+oUA$RejuOXTYaIXCAENIAW34azUIkDUULteiP31iydvY1e8';

/** One at a time, so that a storm of log-ins leaves the other cores to the others; who finds so many before them is asked to come back. */
const most = { working: 1, waiting: 200 };

/** The longest password that is looked at, in UTF-16 units: no longer one can have been set. */
const longest = 1_024;

export const argon2 = (): Passwords => {
  let working = 0;
  const waiting: (() => void)[] = [];

  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (working < most.working) working++;
    else {
      if (waiting.length >= most.waiting)
        throw new Rejection('busy', 'identity.busy', 'Too many people are signing in at this moment. Please try again.');
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift(); // takes over the place
      if (next) next();
      else working--;
    }
  };

  let common: ReadonlySet<string> | undefined;
  return {
    hash: (password) => inTurn(() => hash(password, cost)),
    verify: async (known, password) => {
      const fits = await inTurn(() => verify(known ?? nobodys, password.slice(0, longest)));
      return fits && known !== undefined;
    },
    isCommon: (password) => (common ??= commonest()).has(password),
  };
};

/** The first 10,000 of zxcvbn's list, which ranks leaked passwords by how often they were used. */
const commonest = (): ReadonlySet<string> => {
  const { 'passwords-common': ranked } = dictionary;
  if (ranked.length < 10_000) throw new Error('The list of the commonest passwords is missing.');
  return new Set(ranked.slice(0, 10_000).map(String));
};
