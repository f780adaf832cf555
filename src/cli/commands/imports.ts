import type { Command } from 'commander';
import { described, type Session, withSession } from '../command.ts';
import { summary } from '../import/summary.ts';
import { paint } from '../paint.ts';
import { type Fields, fields, list, number, text } from '../read.ts';
import { table } from '../table.ts';
import { columns, count, print, printJson, span } from '../terminal.ts';
import { oneLine } from '../text-width.ts';

type Options = { readonly json?: boolean };

export const defineImports = (program: Command): void => {
  const imports = program.command('imports').description('List imports, look at one, or end one.');
  described(imports.command('list', { isDefault: true }), 'List the imports, the newest first.', [
    'almanac imports',
    'almanac imports list --json',
  ]).action((options: Options) => withSession(options, listImports));
  described(imports.command('show <id>'), 'Show how far an import is, what came of it, and its problems.', [
    'almanac imports show 0190c7a1-5a3e-7c3b-9c54-2f1f6a6d9d11',
  ]).action((id: string, options: Options) => withSession(options, (session) => show(id, session)));
  described(imports.command('cancel <id>'), 'End an import before it is over; what it has brought in stays.', [
    'almanac imports cancel 0190c7a1-5a3e-7c3b-9c54-2f1f6a6d9d11',
  ]).action((id: string, options: Options) => withSession(options, (session) => cancel(id, session)));
};

const listImports = async ({ json, client }: Session): Promise<void> => {
  const answer = fields(await client().get('/api/v2/imports', { limit: 20 }));
  if (json) return printJson(answer);
  const items = list(answer['items']);
  if (items.length === 0) return print('Nothing has been imported yet: almanac import <folder>');
  print(
    ...table(
      [{ paint: paint.strong, least: 12 }, {}, { align: 'right' }, { paint: paint.faint }, { paint: paint.faint }],
      items.map(row),
      columns(),
    ),
  );
};

const row = (item: Fields): readonly string[] => [
  oneLine(text(item['source'])),
  item['dryRun'] === true ? 'dry run' : text(item['status']),
  `${count(number(item['done']))}/${count(number(item['entries']))} files`,
  `${text(item['requestedAt']).slice(0, 16).replace('T', ' ')}, ${span(number(item['milliseconds']))}`,
  text(item['id']),
];

const show = async (id: string, { json, client }: Session): Promise<void> => {
  const path = `/api/v2/imports/${encodeURIComponent(id)}`;
  const state = fields(await client().get(path));
  const problems = fields(await client().get(`${path}/files`, { outcome: 'problem', limit: 100 }));
  if (json) return printJson({ ...state, problems });
  print(...summary(state, problems));
};

const cancel = async (id: string, { json, client }: Session): Promise<void> => {
  const answer = await client().remove(`/api/v2/imports/${encodeURIComponent(id)}`);
  if (json) return printJson(answer);
  print(`${paint.good('✓')} The import is cancelled; what it has brought in stays.`);
};
