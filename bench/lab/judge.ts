import type { Claim } from '../claim.ts';

export type Measured = {
  readonly group: string;
  readonly claim: string;
  readonly figure: number;
  readonly unit: string;
  /** The same work done by someone else in the same run. */
  readonly control?: number;
  /** Figure to control, where rounds were compared one by one. */
  readonly ratio?: number;
};

/** A claim that holds while the figure is at least the bar and, where there is one, at least so many times the control. */
export const atLeast = (measured: Measured, bar: number | undefined, times?: number): Claim => {
  const { figure } = measured;
  const bars = [...(bar === undefined ? [] : [`≥ ${spoken(bar)}`]), ...(times === undefined ? [] : [`≥ ${times} × control`])];
  const beatsControl = times === undefined || (ratioOf(measured) ?? 0) >= times;
  return claimed(measured, bars.join(', '), (bar === undefined || figure >= bar) && beatsControl);
};

/** A claim that holds while the figure is below the bar. */
export const below = (measured: Measured, bar: number): Claim => claimed(measured, `< ${spoken(bar)}`, measured.figure < bar);

/** A claim that holds only for this figure. */
export const exactly = (measured: Measured, bar: number): Claim => claimed(measured, `= ${spoken(bar)}`, measured.figure === bar);

const claimed = (measured: Measured, bar: string, holds: boolean): Claim => {
  const { group, claim, figure, unit, control } = measured;
  const ratio = ratioOf(measured);
  return {
    group,
    claim,
    figure: rounded(figure),
    unit,
    control: control === undefined ? null : rounded(control),
    ratio: ratio === undefined ? null : rounded(ratio),
    bar,
    holds,
  };
};

const ratioOf = ({ figure, control, ratio }: Measured): number | undefined =>
  ratio ?? (control === undefined || control === 0 ? undefined : figure / control);

const rounded = (value: number): number => Number(value.toPrecision(Math.abs(value) >= 1000 ? 6 : 3));

const spoken = (value: number): string => value.toLocaleString('en');
