import { Rejection } from '#kernel/rejection';
import { limits } from '#platform/limits';
import { deadlines } from '#platform/deadlines';
import type { Layer } from '#platform/runtime';

/** Gives a call up at its deadline, or when its caller has gone, and aborts its work by the caller's signal. Each app makes its own. */
export const timeout = (): Layer => {
  const within = deadlines();
  return (next) => (feature, input, passage) => {
    const { deadline = limits.deadline } = feature;
    const { caller } = passage;
    const { signal: outer } = caller;
    const work = new AbortController();
    return new Promise<unknown>((resolve, reject): void => {
      const give = (up: unknown) => {
        reject(up);
        work.abort(up);
      };
      const gone = () => give(new Rejection('busy', 'call.cancelled', 'The caller has gone.'));
      const late = () =>
        give(new Rejection('busy', 'call.too-slow', `This took longer than ${deadline / 1000} seconds and was given up.`));
      const inTime = within(deadline, late);
      const first =
        <T>(settle: (outcome: T) => void) =>
        (outcome: T) => {
          inTime();
          outer?.removeEventListener('abort', gone);
          settle(outcome);
        };
      if (outer?.aborted) {
        inTime();
        return gone();
      }
      outer?.addEventListener('abort', gone, { once: true });
      next(feature, input, { ...passage, caller: { ...caller, signal: work.signal } }).then(first(resolve), first(reject));
    });
  };
};
