// npm run faults: a trading desk under load and under faults, and what is left of what it acknowledged.
import { parseArgs } from 'node:util';
import type { Kind } from './desk/log-state.ts';
import type { Outcome } from './desk/play.ts';
import { type Situation, situations } from './desk/situations.ts';
import { table } from './desk/table.ts';

const usage = `npm run faults [-- options]

Puts a desk under load (deals, stock corrections, payments, limits, holds of drafts, dispatches, all on a few
lots and buyers), brings faults about, and holds the log against what was acknowledged.

  --only <name,…>   only these situations
  --minutes <n>     minutes without a fault; the number of faults follows (default 5: all of them)
  --seed <n>        the dice of the load (default: new ones)
  --json            one JSON line for each situation
  --help            this text

Situations:
${situations.map(({ name, what, faults }) => `  ${name.padEnd(16)}${faults === 0 ? '' : `${faults} `}${what}`).join('\n')}
`;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const chosen = (): readonly Situation[] => {
  const names = values.only?.split(',');
  const unknown = (names ?? []).filter((name) => !situations.some((situation) => situation.name === name));
  if (unknown.length > 0) throw new Error(`There is no situation ${unknown.join(', ')}.\n\n${usage}`);
  return situations.filter(({ name }) => names === undefined || names.includes(name));
};

const number = (name: 'minutes' | 'seed', isGood: (value: number) => boolean): number => {
  const value = Number(values[name]);
  if (!isGood(value)) throw new Error(`--${name} ${values[name]} is not a number that it can be.\n\n${usage}`);
  return value;
};

export type Row = { readonly situation: Situation } & (
  | { readonly outcome: Outcome }
  | { readonly lacks: string }
  | { readonly failed: string }
);

const runAll = async (): Promise<boolean> => {
  const seed = number('seed', Number.isSafeInteger);
  const share = number('minutes', (value) => value > 0) / 5;
  console.error(`Seed ${seed}.`);
  const rows: Row[] = [];
  for (const situation of chosen()) {
    console.error(`── ${situation.name}: ${situation.what} ──`);
    const row = await runOne(situation, seed, share);
    rows.push(row);
    if (values.json) console.log(JSON.stringify(figures(row)));
    report(row);
  }
  if (!values.json) console.log(table(rows));
  return rows.every((row) => 'outcome' in row && row.outcome.findings.length + row.outcome.lies.length === 0);
};

const runOne = async (situation: Situation, seed: number, share: number): Promise<Row> => {
  const lacks = situation.lacks?.();
  if (lacks !== undefined) return { situation, lacks };
  try {
    return { situation, outcome: await situation.run({ seed, share }) };
  } catch (error) {
    return { situation, failed: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
};

const examples = 8;

/** Says what was found, to people. */
const report = (row: Row): void => {
  if ('lacks' in row) return console.error(`NOT TESTED: ${row.lacks}.`);
  if ('failed' in row) return console.error(`It broke off: ${row.failed}`);
  const { findings, lies, notes, milliseconds, settledAfter, ledger } = row.outcome;
  const { refused, retried, longestSaga } = ledger.counts;
  console.error(
    `  ${(milliseconds / 1_000).toFixed(0)} s of load, at rest after ${(settledAfter / 1_000).toFixed(1)} s; ${refused} refused, ${retried} sent again, the longest saga took ${(longestSaga / 1_000).toFixed(1)} s`,
  );
  for (const [kind, of] of Map.groupBy(findings, (finding) => finding.kind)) {
    for (const { text } of of.slice(0, examples)) console.error(`  ${kind}: ${text}`);
    if (of.length > examples) console.error(`  ${kind}: … and ${of.length - examples} more`);
  }
  for (const text of [...notes, ...lies.slice(0, examples)]) console.error(`  ${text}`);
};

const figures = (row: Row): object => {
  const { name } = row.situation;
  if (!('outcome' in row)) return { situation: name, ...('lacks' in row ? { lacks: row.lacks } : { failed: row.failed }) };
  const { acknowledged, steps, deals, faults, findings, lies, samples, milliseconds, settledAfter } = row.outcome;
  const counts = Object.fromEntries([...Map.groupBy(findings, ({ kind }): Kind => kind)].map(([kind, of]) => [kind, of.length]));
  return {
    situation: name,
    faults,
    acknowledged,
    steps,
    deals,
    ...counts,
    lies: lies.length,
    samples,
    milliseconds,
    settledAfter,
  };
};

if (values.help) console.log(usage);
else
  try {
    process.exitCode = (await runAll()) ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  }
