import type { CheckPorts, LogCheck, Verified, Wrong } from '#platform/log-check';

export type Outcome = {
  readonly name: string;
  readonly summary: string;
  readonly examined: number;
  readonly wrong: number;
  readonly examples: readonly Wrong[];
};

const settleMs = 3_000;
const mostExamples = 5;

/** Runs checks one by one, and those that found something once more: only what is still wrong in the same way counts. */
export const runChecks = async (
  checks: readonly LogCheck[],
  ports: CheckPorts,
  wait: (milliseconds: number) => Promise<void>,
): Promise<readonly Outcome[]> => {
  const first = new Map<LogCheck, Verified>();
  for (const check of checks) first.set(check, await check.run(ports));
  if ([...first.values()].some(({ wrong }) => wrong.length > 0)) await wait(settleMs);
  const outcomes: Outcome[] = [];
  for (const [check, { examined, wrong }] of first) {
    const still = wrong.length === 0 ? [] : stillWrong(wrong, await check.run(ports));
    const { name, summary } = check;
    outcomes.push({ name, summary, examined, wrong: still.length, examples: still.slice(0, mostExamples) });
  }
  return outcomes;
};

const stillWrong = (before: readonly Wrong[], { wrong }: Verified): readonly Wrong[] => {
  const known = new Set(before.map(textOf));
  return wrong.filter((each) => known.has(textOf(each)));
};

const textOf = ({ what, why }: Wrong): string => `${what}\u0000${why}`;
