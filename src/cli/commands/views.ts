import type { Command } from 'commander';
import { described, type Session, withSession } from '../command.ts';
import { step } from '../import/progress.ts';
import { paint } from '../paint.ts';
import { exit } from '../problem.ts';
import { type Fields, fields, list, number, text, texts } from '../read.ts';
import { table } from '../table.ts';
import { columns, counted, print, printJson, span } from '../terminal.ts';

type Verb = 'rebuildViews' | 'verifyViews';
type Options = { readonly json?: boolean };

export const defineViews = (program: Command): void => {
  const views = program.command('views').description('List, rebuild and verify the read models that are folded from the log.');
  described(views.command('list', { isDefault: true }), 'List the views, and the events each is folded from.', [
    'almanac views list',
    'almanac views --json',
  ]).action((options: Options) => withSession(options, listViews));
  described(views.command('rebuild [name]'), 'Fold a view (or all of them) anew beside the live one, and switch.', [
    'almanac views rebuild graph.node',
    'almanac views rebuild',
  ]).action((name: string | undefined, options: Options) =>
    withSession(options, (session) => fold('rebuildViews', name, session)),
  );
  described(views.command('verify [name]'), 'Compare a view (or all of them), row by row, with a fold from the first event.', [
    'almanac views verify',
    'almanac views verify graph.node --json',
  ]).action((name: string | undefined, options: Options) =>
    withSession(options, (session) => fold('verifyViews', name, session)),
  );
};

const all = async ({ client }: Session): Promise<readonly Fields[]> =>
  list(fields(await client().post('/api/call/platform.listViews'))['items']);

const listViews = async (session: Session): Promise<void> => {
  const items = await all(session);
  if (session.json) return printJson({ items });
  const rows = items.map((item) => [text(item['name']), texts(item['events']).join(', ')]);
  print(...table([{ paint: paint.strong }, { paint: paint.faint, least: 20 }], rows, columns()));
};

const fold = async (verb: Verb, name: string | undefined, { json, client }: Session): Promise<void> => {
  const started = performance.now();
  const doing = verb === 'rebuildViews' ? 'Rebuilding' : 'Verifying';
  const run = async () => fields(await client().post(`/api/call/platform.${verb}`, name === undefined ? {} : { names: [name] }));
  const items = list(
    await step(doing, async () => {
      const it = (await run())['items'];
      return { it, said: `${counted(list(it).length, 'view')}, in ${span(performance.now() - started)}` };
    }),
  );
  if (json) printJson({ items });
  else print(...items.map((item) => line(verb, item)));
  if (verb === 'verifyViews' && items.some(differs)) process.exitCode = exit.failed;
};

const differs = (item: Fields): number => number(item['missing']) + number(item['surplus']);

const line = (verb: Verb, item: Fields): string => {
  const wrong = differs(item);
  const isChecked = verb === 'verifyViews';
  const verdict = wrong === 0 ? 'as the log says' : `${counted(wrong, 'row')} ${isChecked ? 'not as the log says' : 'put right'}`;
  const sign = wrong === 0 ? paint.good('✓') : isChecked ? paint.bad('✗') : paint.warn('✓');
  return `${sign} ${paint.strong(text(item['name']))}  ${counted(number(item['rows']), 'row')}, ${verdict}`;
};
