import type { Command } from 'commander';
import { described, type Session, withSession } from '../command.ts';
import { exit } from '../problem.ts';
import { paint } from '../paint.ts';
import { type Fields, fields, list, number, text } from '../read.ts';
import { table } from '../table.ts';
import { columns, count, counted, print, printJson, span, tell } from '../terminal.ts';

type Options = { readonly json?: boolean };

export const defineViews = (program: Command): void => {
  const views = program.command('views').description('List, rebuild and verify the read models that are folded from the log.');
  described(views.command('list', { isDefault: true }), 'List the views and how far each has been folded.', ['almanac views list', 'almanac views --json'])
    .action((options: Options) => withSession(options, listViews));
  described(views.command('rebuild [name]'), 'Fold a view (or all of them) anew beside the live one, and switch.', [
    'almanac views rebuild graph.node',
    'almanac views rebuild',
  ]).action((name: string | undefined, options: Options) => withSession(options, (session) => each('rebuildView', name, session)));
  described(views.command('verify [name]'), 'Compare a view (or all of them), row by row, with a fold from the first event.', [
    'almanac views verify',
    'almanac views verify graph.node --json',
  ]).action((name: string | undefined, options: Options) => withSession(options, (session) => each('verifyView', name, session)));
};

const all = async ({ client }: Session): Promise<readonly Fields[]> => list(fields(await client().post('/api/call/platform.listViews'))['items']);

const listViews = async (session: Session): Promise<void> => {
  const items = await all(session);
  if (session.json) return printJson({ items });
  const rows = items.map((item) => [text(item['name']), item['rows'] === undefined ? '' : counted(number(item['rows']), 'row'), text(item['status'])]);
  print(...table([{ paint: paint.strong, least: 20 }, { align: 'right' }, { paint: paint.faint }], rows, columns()));
};

const each = async (verb: 'rebuildView' | 'verifyView', name: string | undefined, session: Session): Promise<void> => {
  const names = name === undefined ? (await all(session)).map((item) => text(item['name'])) : [name];
  const items: Fields[] = [];
  for (const view of names) {
    const started = performance.now();
    if (!session.json) tell(`${verb === 'rebuildView' ? 'Rebuilding' : 'Verifying'} ${view} …`);
    const answer = fields(await session.client().post(`/api/call/platform.${verb}`, { name: view }));
    items.push({ name: view, ...answer });
    if (!session.json) print(line(view, answer, performance.now() - started));
  }
  if (session.json) printJson({ items });
  if (items.some(differs)) process.exitCode = exit.failed;
};

const differs = (answer: Fields): boolean => answer['equal'] === false || number(answer['differences']) > 0;

const line = (name: string, answer: Fields, milliseconds: number): string => {
  const facts = (['events', 'rows'] as const).filter((fact) => answer[fact] !== undefined).map((fact) => `${count(number(answer[fact]))} ${fact}`);
  const verdict = differs(answer) ? paint.bad('✗ differs from the log') : paint.good('✓');
  return [verdict, paint.strong(name), ...facts, paint.faint(span(milliseconds))].join('  ');
};
