import type { Kind } from './log-state.ts';
import type { Row } from '../run.ts';

const kinds: readonly Kind[] = [
  'lost',
  'doubled',
  'oversold',
  'over limit',
  'uncovered',
  'astray',
  'stuck',
  'differs',
  'strange',
];

const head = ['', 'situation', 'faults', 'deals', 'acknowledged', 'steps', ...kinds, 'ready lies'];

const cellsOf = (row: Row): readonly string[] => {
  const { what } = row.situation;
  if ('lacks' in row) return ['–', `${what}: NOT TESTED, ${row.lacks}`];
  if ('failed' in row) return ['✗', `${what}: broke off`];
  const { faults, deals, acknowledged, steps, findings, lies, samples } = row.outcome;
  const of = kinds.map((kind) => findings.filter((finding) => finding.kind === kind).length);
  const isGood = findings.length + lies.length === 0;
  return [isGood ? '✓' : '✗', what, ...[faults, deals, acknowledged, steps, ...of].map(String), `${lies.length} of ${samples}`];
};

/** One line for each situation, as the project states its bars. */
export const table = (rows: readonly Row[]): string => {
  const lines = [head, ...rows.map(cellsOf)];
  const widths = head.map((_, column) =>
    Math.max(...lines.filter((line) => line.length === head.length).map((line) => line[column]?.length ?? 0)),
  );
  return lines
    .map((line) =>
      line
        .map((cell, column) => (column > 1 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};
