/** Columns of the terminal; where the answer goes to a file or another program, nothing is cut. */
export const columns = (): number => {
  const asked = Number(process.env['COLUMNS']);
  if (process.stdout.isTTY) return process.stdout.columns || 80;
  return Number.isInteger(asked) && asked > 0 ? asked : Number.POSITIVE_INFINITY;
};

/** Lines of the answer. */
export const print = (...lines: readonly string[]): void => {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
};

/** The answer for programs: one JSON document, nothing else on stdout. */
export const printJson = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
};

/** A message for the person at the keyboard. */
export const tell = (...lines: readonly string[]): void => {
  process.stderr.write(lines.map((line) => `${line}\n`).join(''));
};

const numbers = new Intl.NumberFormat('en-GB');

export const count = (value: number): string => numbers.format(value);

/** `1 note`, `7,772 notes` */
export const counted = (value: number, one: string, many = `${one}s`): string => `${count(value)} ${value === 1 ? one : many}`;

/** A time span as people say it: `840 ms`, `4.2 s`, `3 min 12 s`. */
export const span = (milliseconds: number): string => {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  return `${Math.floor(milliseconds / 60_000)} min ${Math.round((milliseconds % 60_000) / 1_000)} s`;
};
