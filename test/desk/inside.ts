import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { Rejection } from '#kernel/rejection';
import { owner } from '#platform/owner';
import type { TestApp } from '#testing/app';

/** Calls of internal features, as sagas make them. */
export const insider = ({ runtime }: Pick<TestApp, 'runtime'>) => {
  const call = (feature: string, input: object, key?: string): Promise<unknown> => {
    const caller = { ...owner, correlation: randomUUID(), ...(key !== undefined && { key }) };
    return runtime.runInside(feature, structuredClone(input), { caller, notes: {} });
  };
  /** The code that the call is refused with, or undefined. */
  const tried = (feature: string, input: object, key?: string): Promise<string | undefined> =>
    call(feature, input, key).then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof Rejection) return error.code;
        throw error;
      },
    );
  return {
    tried,
    done: async (feature: string, input: object) => expect([feature, await tried(feature, input)]).toEqual([feature, undefined]),
  };
};
