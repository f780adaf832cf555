import type { Paint } from './paint.ts';
import { pad, textWidth, truncate } from './text-width.ts';

export type Column = {
  readonly align?: 'left' | 'right';
  readonly paint?: Paint;
  /** Gives way when the terminal is narrow, down to so many columns. */
  readonly least?: number;
};

const gap = '  ';

/** Aligned lines, cut to the width: first the columns with `least` give way, each as far as it must. */
export const table = (
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
  indent = '',
): readonly string[] => {
  const wanted = columns.map((_, at) => Math.max(0, ...rows.map((row) => textWidth(row[at] ?? ''))));
  const widths = fit(columns, wanted, width - indent.length - gap.length * (columns.length - 1));
  return rows.map((row) => {
    const cells = columns.map(({ align, paint }, at) => {
      const text = truncate(row[at] ?? '', widths[at] ?? 0);
      const painted = paint ? paint(text) : text;
      const last = at === columns.length - 1 && align !== 'right';
      return last ? painted : pad(painted, widths[at] ?? 0, align === 'right' ? 'right' : 'left');
    });
    return (indent + cells.join(gap)).trimEnd();
  });
};

const fit = (columns: readonly Column[], wanted: readonly number[], width: number): readonly number[] => {
  let excess = wanted.reduce((sum, each) => sum + each, 0) - width;
  return wanted.map((each, at) => {
    const { least } = columns[at] ?? {};
    if (least === undefined || excess <= 0) return each;
    const given = Math.max(0, Math.min(excess, each - least));
    excess -= given;
    return each - given;
  });
};
