import type { Kind } from './kinds.ts';

/** What a run has spent on a kind, in seconds of an idle machine. */
export type Spent = {
  readonly kind: Kind;
  readonly files: number;
  readonly tests: number;
  readonly seconds: number;
};

const row = (mark: string, ...[name = '', ...figures]: readonly string[]): string =>
  `${mark} ${name.padEnd(20)}${figures.map((figure) => figure.padStart(9)).join('')}`;

export const isExceeded = ({ kind, seconds }: Spent): boolean => seconds > kind.seconds;

/** The table at the end of a run. What is over its budget is marked. */
export const table = (spent: readonly Spent[], slowness: number): string => {
  const sum = (figure: (each: Spent) => number) => spent.reduce((total, each) => total + figure(each), 0);
  const touched = spent.filter(({ seconds }) => seconds > 0);
  const total = [sum(({ files }) => files), sum(({ tests }) => tests), sum(({ seconds }) => seconds)] as const;
  return [
    row(' ', 'kind', 'files', 'tests', 'seconds', 'budget', 'target'),
    ...touched.map((each) =>
      row(
        isExceeded(each) ? '✗' : '✓',
        each.kind.name,
        String(each.files),
        String(each.tests),
        each.seconds.toFixed(1),
        String(each.kind.seconds),
        String(each.kind.target),
      ),
    ),
    row(
      ' ',
      'all',
      String(total[0]),
      String(total[1]),
      total[2].toFixed(1),
      String(sum(({ kind }) => kind.seconds)),
      String(sum(({ kind }) => kind.target)),
    ),
    `  Seconds of an idle machine with two cores; this one took ${slowness.toFixed(2)} × as long.`,
  ].join('\n');
};
