import { createHash } from 'node:crypto';
import { Rejection, valid } from '#kernel/rejection';
import { limits } from '#platform/limits';
import type { Remembered } from '#platform/log/idempotency';
import type { Layer } from '#platform/runtime';

/** Looks up the answer kept under a key, and what was asked. */
export type Recall = (tenant: string, key: string) => Promise<Remembered | undefined>;

type Running = { readonly fingerprint: string; readonly answer: Promise<unknown> };

/**
 * A command with a key takes effect once, however often it is sent. The answer is written by `events.decide`, in the transaction
 * of the events; here it is only looked up, and calls that come while the first is still at work wait for its answer.
 */
export const idempotency = (recall: Recall): Layer => {
  const running = new Map<string, Running>();

  return (next) => {
    const first: typeof next = async (feature, input, passage) => {
      const { caller } = passage;
      const kept = caller.isFirst ? undefined : await recall(caller.tenant, caller.key ?? '');
      if (kept === undefined) return next(feature, input, passage);
      same(kept, caller.fingerprint);
      passage.notes.replayed = true;
      return kept.answer;
    };

    const once: typeof next = async (feature, input, passage) => {
      const { caller } = passage;
      const { tenant, key = '' } = caller;
      const fingerprint = fingerprintOf(feature.name, key, input);
      const id = `${tenant} ${key}`;
      for (;;) {
        const earlier = running.get(id);
        if (earlier === undefined) break;
        same(earlier, fingerprint);
        const outcome = await earlier.answer.then(
          (answer) => ({ answer }),
          () => undefined,
        );
        if (outcome === undefined) continue; // the first failed, so the next in line tries
        passage.notes.replayed = true;
        return outcome.answer;
      }
      const answer = unlessGivenUp(first(feature, input, { ...passage, caller: { ...caller, fingerprint } }), caller.signal);
      running.set(id, { fingerprint, answer });
      return answer.finally(() => running.delete(id));
    };

    return (feature, input, passage) =>
      (passage.caller.key === undefined || feature.kind === 'query' ? next : once)(feature, input, passage);
  };
};

/** Ends with the work, or when it is given up, whatever becomes of it then: nobody who repeats the call waits for what may never end. */
const unlessGivenUp = (work: Promise<unknown>, signal: AbortSignal | undefined): Promise<unknown> =>
  new Promise((resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });

/** A key that a client brings: 1 to 255 visible ASCII characters. */
export const clientKey = (text: string): string => {
  valid(
    /^[\x21-\x7e]+$/.test(text) && text.length <= limits.key,
    'idempotency.bad-key',
    'An Idempotency-Key has 1 to 255 visible ASCII characters.',
  );
  return text;
};

const same = ({ fingerprint }: { readonly fingerprint: string }, asked: string | undefined): void => {
  if (fingerprint !== asked)
    throw new Rejection('refused', 'idempotency.other-request', 'This Idempotency-Key was already used for another request.');
};

// A key with a blank was derived from an outer one: what is asked may then hold ids that are new in every attempt.
const fingerprintOf = (name: string, key: string, input: unknown): string =>
  createHash('sha256')
    .update(`${name}\n${key.includes(' ') ? '' : canonical(input)}`)
    .digest('hex');

/** JSON with the fields of every object in order, so that equal inputs read the same. */
export const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`;
};
