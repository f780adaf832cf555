import { Rejection } from '#kernel/rejection';
import type { Ports } from '#platform/feature';
import type { Caller } from '#platform/caller';
import type { Sql } from '#platform/postgres/sql';
import type { Judge } from '#platform/policy';
import type { Layer } from '#platform/runtime';

/** Refuses what the rules of a workspace forbid though a role would allow it. */
export const policy =
  (judges: readonly Judge[], { sql, portsOf }: { readonly sql: Sql; readonly portsOf: (caller: Caller) => Ports }): Layer =>
  (next) =>
  async (feature, input, passage) => {
    if (feature.access === 'anyone' || judges.length === 0) return next(feature, input, passage);
    for (const judge of judges) {
      const judgement = await judge(passage.caller, { sql });
      const about = async () => ({
        ...(input as object), // validated: an object
        ...(await feature.about?.(input as never, portsOf(passage.caller))), // as its schema says
      });
      const further = feature.alsoNeeds?.(input as never) ?? []; // as above
      for (const right of [feature.access, ...further]) {
        const no = await judgement?.(right, about);
        if (no !== undefined) throw new Rejection('denied', 'access.policy', no);
      }
    }
    return next(feature, input, passage);
  };
