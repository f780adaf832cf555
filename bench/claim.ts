/** A figure the project stands for, measured beside its control where it has one; `ratio` is figure to control. */
export type Claim = {
  readonly group: string;
  readonly claim: string;
  readonly figure: number;
  readonly unit: string;
  readonly control: number | null;
  readonly ratio: number | null;
  readonly bar: string;
  readonly holds: boolean;
};
