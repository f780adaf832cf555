import { createHash } from 'node:crypto';
import { Rejection } from '#kernel/rejection';
import type { Remembered } from '#platform/log/idempotency';
import type { Layer } from '#platform/runtime';

/** Where answers are kept by their keys. */
export type Answers = {
  readonly remembered: (tenant: string, key: string) => Promise<Remembered | undefined>;
  /** Keeps one, unless there is one already, which it returns. */
  readonly remember: (tenant: string, answer: Remembered & { readonly key: string }) => Promise<Remembered | undefined>;
};

type Running = { readonly fingerprint: string; readonly answer: Promise<unknown> };

/**
 * A command with a key takes effect once, however often it is sent. The answer is written by `events.decide`, in the transaction
 * of the events; here it is looked up, and calls that come while the first is still at work wait for its answer. Only the answer
 * of a command with effects behind its first decision is written here, when the last of them has happened.
 */
export const idempotency = ({ remembered, remember }: Answers): Layer => {
  const running = new Map<string, Running>();

  return (next) => {
    const first: typeof next = async (feature, input, passage) => {
      const { tenant, key = '', isFirst, fingerprint } = passage.caller;
      const replay = ({ answer }: Remembered) => {
        passage.notes.replayed = true;
        return answer;
      };
      const kept = isFirst ? undefined : await remembered(tenant, key);
      if (kept !== undefined) {
        same(kept, fingerprint);
        return replay(kept);
      }
      try {
        return await (feature.effects === 'many' ? whole : next)(feature, input, passage);
      } catch (error) {
        // A no may only mean that the same request has taken effect meanwhile: an earlier run that was given up, or one elsewhere.
        if (!(error instanceof Rejection) || error.kind === 'busy' || isFirst) throw error;
        const since = await remembered(tenant, key);
        if (since === undefined || since.fingerprint !== fingerprint) throw error;
        return replay(since);
      }
    };

    /** The decisions of this call stand under keys made from its own, which is answered here. */
    const whole: typeof next = async (feature, input, passage) => {
      const { tenant, key = '', fingerprint = '' } = passage.caller;
      const answer = await next(feature, input, { ...passage, caller: { ...passage.caller, effects: 'many' } });
      const before = await remember(tenant, { key, fingerprint, answer: feature.showsSecret ? {} : answer });
      if (before === undefined || feature.showsSecret) return answer;
      same(before, fingerprint);
      return before.answer; // another process did the rest at the same time
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
