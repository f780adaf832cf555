import { Rejection } from '#kernel/rejection';
import type { Layer } from '#platform/runtime';

/** How a call ended: `ok`, the kind of a rejection, or `failed`. */
export type Outcome = 'ok' | 'failed' | Rejection['kind'];

/** Tells how each call ended and how many seconds it took. */
export const measure =
  (record: (feature: string, outcome: Outcome, seconds: number) => void): Layer =>
  (next) =>
  async (feature, input, passage) => {
    const start = performance.now();
    let outcome: Outcome = 'ok';
    try {
      return await next(feature, input, passage);
    } catch (error) {
      outcome = error instanceof Rejection ? error.kind : 'failed';
      throw error;
    } finally {
      record(feature.name, outcome, (performance.now() - start) / 1000);
    }
  };
