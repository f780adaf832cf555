import { Rejection } from '#kernel/rejection';
import { limits } from '#platform/limits';
import type { Layer } from '#platform/runtime';

/** Gives a call up at its deadline, or when its caller has gone, and tells whoever works on it by the caller's signal. */
export const timeout: Layer = (next) => (feature, input, passage) => {
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
    const timer = setTimeout(late, deadline);
    const settled = () => {
      clearTimeout(timer);
      outer?.removeEventListener('abort', gone);
    };
    if (outer?.aborted) {
      clearTimeout(timer);
      return gone();
    }
    outer?.addEventListener('abort', gone, { once: true });
    next(feature, input, { ...passage, caller: { ...caller, signal: work.signal } })
      .then(resolve, reject)
      .finally(settled);
  });
};
