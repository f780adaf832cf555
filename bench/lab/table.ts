import type { Claim } from '../claim.ts';

const number = (value: number | null): string => value?.toLocaleString('en', { maximumFractionDigits: 4 }) ?? '–';

const rows = (claims: readonly Claim[]): readonly (readonly string[])[] => [
  ['', 'group', 'claim', 'figure', 'unit', 'control', 'ratio', 'bar'],
  ...claims.map(({ group, claim, figure, unit, control, ratio, bar, holds }) => [
    holds ? '✓' : '✗',
    group,
    claim,
    number(figure),
    unit,
    number(control),
    number(ratio),
    bar,
  ]),
];

/** Claims in columns, for people. */
export const table = (claims: readonly Claim[]): string => {
  const cells = rows(claims);
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const isRight = (column: number) => [3, 5, 6].includes(column);
  return cells
    .map((row) =>
      row
        .map((cell, column) => (isRight(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};
