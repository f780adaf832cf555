import { Type as t } from 'typebox';
import { found } from '#kernel/rejection';
import { type Feature, query } from '#platform/feature';
import type { LogCheck } from '#platform/log-check';
import { runChecks } from '#platform/verify/run-checks';

const hour = 3_600_000;
const Wrong = t.Object({ what: t.String(), why: t.String() });

/** Every promise between the log and what is stored beside it, by name. */
export const verifyPromises = (checks: readonly LogCheck[], wait: (milliseconds: number) => Promise<void>): Feature =>
  query({
    name: 'platform.verifyPromises',
    summary: 'Checks the promises of the log and of each context against the events. Changes nothing, and nothing waits for it.',
    access: 'platform:admin',
    public: true,
    installation: true,
    heavy: true,
    deadline: hour,
    input: t.Object({
      names: t.Optional(t.Array(t.String(), { minItems: 1, description: 'checks by name; all where none are named' })),
    }),
    output: t.Object({
      kept: t.Boolean({ description: 'Nothing is wrong' }),
      items: t.Array(
        t.Object({
          name: t.String(),
          summary: t.String(),
          examined: t.Integer(),
          wrong: t.Integer(),
          examples: t.Array(Wrong, { description: 'the first few' }),
        }),
      ),
    }),
    run: async ({ names }, ports) => {
      const items = await runChecks(named(checks, names), ports, wait);
      return { kept: items.every(({ wrong }) => wrong === 0), items };
    },
  });

const named = (checks: readonly LogCheck[], names: readonly string[] | undefined): readonly LogCheck[] =>
  names?.map((name) => {
    const check = checks.find((each) => each.name === name);
    found(check !== undefined, 'platform.no-check', `There is no check ${name}.`);
    return check;
  }) ?? checks;
