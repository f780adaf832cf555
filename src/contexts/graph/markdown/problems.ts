/** What could not be kept as it was written; the note itself is whole. `line` counts from 1. */
export type Problem = { readonly line?: number; readonly message: string };

export type Report = (problem: Problem) => void;

/** At most this many problems are told of one note: the first ones say what is wrong with the rest. */
export const PROBLEMS_PER_NOTE = 20;

export const problemList = (): { readonly problems: readonly Problem[]; readonly report: Report } => {
  const problems: Problem[] = [];
  return { problems, report: (problem) => void (problems.length < PROBLEMS_PER_NOTE && problems.push(problem)) };
};
