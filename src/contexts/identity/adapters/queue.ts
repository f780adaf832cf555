import { Rejection } from '#kernel/rejection';
import type { InTurn } from '../ports.ts';

/** So many pieces of work at once, the others after them in order; who finds too many before them is asked to come back. */
export const queue = (most: { readonly working: number; readonly waiting: number }): InTurn => {
  let working = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
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
};
