import type { Command } from 'commander';
import { described, type Session, withSession } from '../command.ts';
import { step } from '../import/progress.ts';
import { paint } from '../paint.ts';
import { exit } from '../problem.ts';
import { type Fields, fields, list, number, text } from '../read.ts';
import { count, counted, print, printJson, span } from '../terminal.ts';
import { oneLine } from '../text-width.ts';

type Options = { readonly json?: boolean };

export const defineVerify = (program: Command): void => {
  described(program.command('verify [names...]'), 'Check what the log and each context promise against the events.', [
    'almanac verify',
    'almanac verify log.positions deals.reserved --json',
  ]).action((names: readonly string[], options: Options) => withSession(options, (session) => verify(names, session)));
};

const verify = async (names: readonly string[], { json, client }: Session): Promise<void> => {
  const started = performance.now();
  const run = async () => fields(await client().post('/api/call/platform.verifyPromises', names.length === 0 ? {} : { names }));
  const answer = await step('Verifying', async () => {
    const it = await run();
    return { it, said: `${counted(list(it['items']).length, 'check')}, in ${span(performance.now() - started)}` };
  });
  if (answer['kept'] !== true) process.exitCode = exit.failed;
  if (json) return printJson(answer);
  print(...list(answer['items']).flatMap(lines));
};

const lines = (item: Fields): readonly string[] => {
  const wrong = number(item['wrong']);
  const verdict = `${count(number(item['examined']))} examined, ${count(wrong)} wrong`;
  const title = `${wrong === 0 ? paint.good('✓') : paint.bad('✗')} ${paint.strong(text(item['name']))}  ${verdict}`;
  if (wrong === 0) return [title];
  const examples = list(item['examples']).map((each) => `    ${oneLine(text(each['what']))}: ${oneLine(text(each['why']))}`);
  return [title, paint.faint(`    ${text(item['summary'])}`), ...examples.map(paint.bad)];
};
