import type { Command } from 'commander';
import { described, type Session, withSession } from '../command.ts';
import { messageOf, UsageError } from '../problem.ts';
import { printJson } from '../terminal.ts';

type Options = { readonly input?: string; readonly json?: boolean };

export const defineCall = (program: Command): void => {
  described(program.command('call <feature> [fields...]'), 'Call any feature of the server by its name; the answer is JSON.', [
    'almanac call graph.createNode --title "A thought" --content "Worth keeping."',
    'almanac call graph.createNode --tags \'["idea","draft"]\' --title Plan',
    'echo \'{"title":"A thought"}\' | almanac call graph.createNode --input -',
    'almanac features',
  ])
    .usage('<feature> [options] [--field value …]')
    .option('-i, --input <json>', 'the whole input as JSON; - reads it from stdin')
    .allowUnknownOption()
    .action((feature: string, given: readonly string[], options: Options) =>
      withSession(options, (session) => call(feature, given, options, session)),
    );
};

const call = async (feature: string, given: readonly string[], { input }: Options, { client }: Session): Promise<void> => {
  const whole = input === undefined ? {} : parsed(input === '-' ? await stdin() : input);
  const answer = await client().post(`/api/call/${encodeURIComponent(feature)}`, { ...whole, ...fieldsOf(given) });
  if (answer !== undefined) printJson(answer);
};

const parsed = (json: string): object => {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch (error) {
    throw new UsageError(`--input is not JSON: ${messageOf(error)}`);
  }
  throw new UsageError('--input must be a JSON object, such as {"title":"A thought"}.');
};

/** `--field value`, `--field=value` and `--flag`; a value that reads as JSON is taken as JSON, a field named twice becomes a list. */
export const fieldsOf = (given: readonly string[]): Readonly<Record<string, unknown>> => {
  const found = new Map<string, unknown>();
  for (let at = 0; at < given.length; at++) {
    const [, name = '', inline] = /^--([A-Za-z]\w*)(?:=([\s\S]*))?$/.exec(given[at] ?? '') ?? [];
    if (name === '') throw new UsageError(`"${given[at]}" is not a field: write --name value.`);
    const next = given[at + 1];
    const value = inline ?? (next === undefined || /^--[A-Za-z]/.test(next) ? undefined : given[++at]);
    const read = value === undefined ? true : valueOf(value);
    const before = found.get(name);
    found.set(name, before === undefined ? read : [...(Array.isArray(before) ? before : [before]), read]);
  }
  return Object.fromEntries(found);
};

const valueOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const stdin = async (): Promise<string> => {
  process.stdin.setEncoding('utf8');
  let text = '';
  for await (const chunk of process.stdin) text += chunk;
  return text;
};
