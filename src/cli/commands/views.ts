import type { Command } from 'commander';
import { described, type Session, withSession } from '../command.ts';
import { exit } from '../problem.ts';
import { paint } from '../paint.ts';
import { type Fields, fields, list, number, text, texts } from '../read.ts';
import { table } from '../table.ts';
import { columns, counted, print, printJson, span, tell } from '../terminal.ts';

type Verb = 'rebuildView' | 'verifyView';
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
    withSession(options, (session) => each('rebuildView', name, session)),
  );
  described(views.command('verify [name]'), 'Compare a view (or all of them), row by row, with a fold from the first event.', [
    'almanac views verify',
    'almanac views verify graph.node --json',
  ]).action((name: string | undefined, options: Options) => withSession(options, (session) => each('verifyView', name, session)));
};

const all = async ({ client }: Session): Promise<readonly Fields[]> =>
  list(fields(await client().post('/api/call/platform.listViews'))['items']);

const listViews = async (session: Session): Promise<void> => {
  const items = await all(session);
  if (session.json) return printJson({ items });
  const rows = items.map((item) => [text(item['name']), texts(item['events']).join(', ')]);
  print(...table([{ paint: paint.strong }, { paint: paint.faint, least: 20 }], rows, columns()));
};

const each = async (verb: Verb, name: string | undefined, session: Session): Promise<void> => {
  const names = name === undefined ? (await all(session)).map((item) => text(item['name'])) : [name];
  const items: Fields[] = [];
  for (const view of names) {
    const started = performance.now();
    if (!session.json) tell(`${verb === 'rebuildView' ? 'Rebuilding' : 'Verifying'} ${view} …`);
    const answer = fields(await session.client().post(`/api/call/platform.${verb}`, { name: view }));
    items.push({ name: view, ...answer });
    if (!session.json) print(line(verb, view, answer, performance.now() - started));
  }
  if (session.json) printJson({ items });
  if (verb === 'verifyView' && items.some(differs)) process.exitCode = exit.failed;
};

const differs = (answer: Fields): number => number(answer['missing']) + number(answer['surplus']);

const line = (verb: Verb, name: string, answer: Fields, milliseconds: number): string => {
  const wrong = differs(answer);
  const verdict =
    wrong === 0
      ? 'as the log says'
      : verb === 'verifyView'
        ? `${counted(wrong, 'row')} not as the log says`
        : `${counted(wrong, 'row')} put right`;
  const sign = wrong === 0 ? paint.good('✓') : verb === 'verifyView' ? paint.bad('✗') : paint.warn('✓');
  return `${sign} ${paint.strong(name)}  ${counted(number(answer['rows']), 'row')}, ${verdict}  ${paint.faint(span(milliseconds))}`;
};
