import { Rejection } from '#kernel/rejection';
import type { Ports } from '#platform/feature';
import type { Caller } from '#platform/caller';
import type { Judge } from '#platform/policy';
import type { Layer } from '#platform/runtime';

/** Refuses what the rules of a workspace forbid though a role would allow it. */
export const policy =
  (judges: readonly Judge[], portsOf: (caller: Caller) => Ports): Layer =>
  (next) =>
  async (feature, input, passage) => {
    if (feature.access === 'public' || judges.length === 0) return next(feature, input, passage);
    const ports = portsOf(passage.caller);
    for (const judge of judges) {
      const judgement = await judge(passage.caller, ports);
      const no = await judgement?.(feature.access, async () => ({
        ...(input as object), // validated: an object
        ...(await feature.about?.(input as never, ports)), // as its schema says
      }));
      if (no !== undefined) throw new Rejection('denied', 'access.policy', no);
    }
    return next(feature, input, passage);
  };
