import type { Command } from 'commander';
import { described, type Session, withSession } from '../command.ts';
import { ServerSaidNo } from '../problem.ts';
import { type Paint, paint } from '../paint.ts';
import { type Fields, fields, list, number, text } from '../read.ts';
import { table } from '../table.ts';
import { columns, counted, print, printJson } from '../terminal.ts';
import { oneLine } from '../text-width.ts';

type Options = { readonly json?: boolean };
type Verdict = { readonly sign: Paint; readonly words: string };

export const defineStatus = (program: Command): void => {
  described(program.command('status'), 'Show whether the server is well and what it holds.', [
    'almanac status',
    'almanac status --json',
  ]).action((options: Options) => withSession(options, status));
};

const status = async ({ json, client }: Session): Promise<void> => {
  const server = client();
  const [health, graphs, index, imports] = await Promise.all([
    // A server that is unwell says so with a 503, which is the answer here and not a failure of the question.
    wellOrNot(server.get('/health')),
    absentOr(server.get('/api/v2/graphs')),
    absentOr(server.get('/api/v2/index/status')),
    absentOr(server.get('/api/v2/imports', { limit: 1 })),
  ]);
  const last = list(fields(imports)['items'])[0];
  if (json)
    return printJson({
      url: server.url,
      health,
      graphs: fields(graphs)['items'],
      index: index ?? null,
      lastImport: last ?? null,
    });
  const { sign, words } = verdictOf(health);
  print(`${sign('●')} Almanac at ${paint.strong(server.url)} ${words}`);
  for (const [name, check] of Object.entries(fields(health['checks'])))
    if (fields(check)['status'] !== 'pass')
      print(verdictOf(fields(check)).sign(`  ${name}: ${oneLine(text(fields(check)['reason']))}`));
  print(...table([{ paint: paint.faint }, { least: 20 }], rows(fields(graphs), index, last), columns(), '  '));
};

const verdicts: Readonly<Record<string, Verdict>> & { readonly fail: Verdict } = {
  pass: { sign: paint.good, words: 'is well' },
  degraded: { sign: paint.warn, words: 'is degraded: it answers requests, but needs attention' },
  fail: { sign: paint.bad, words: 'is not well' },
};

const verdictOf = (checked: Fields): Verdict => verdicts[text(checked['status'])] ?? verdicts.fail;

const rows = (graphs: Fields, index: Fields | undefined, last: Fields | undefined): readonly (readonly string[])[] => [
  ...list(graphs['items']).map((graph) => ['graph', `${oneLine(text(graph['name']))}${noteCount(graph)}`]),
  ...(index
    ? [
        [
          'index',
          `${counted(number(index['notes']), 'note')}${number(index['waiting']) > 0 ? `, ${counted(number(index['waiting']), 'note')} waiting for connections` : ''}`,
        ],
      ]
    : []),
  ...(last
    ? [['last import', `${oneLine(text(last['source']))}, ${text(last['status'])}, ${counted(number(last['entries']), 'file')}`]]
    : []),
];

const noteCount = (graph: Fields): string => (graph['nodes'] === undefined ? '' : `, ${counted(number(graph['nodes']), 'note')}`);

const wellOrNot = async (asked: Promise<unknown>): Promise<Fields> => {
  try {
    return fields(await asked);
  } catch (error) {
    if (error instanceof ServerSaidNo && error.problem.status === 503) return fields(error.body);
    throw error;
  }
};

const absentOr = async (asked: Promise<unknown>): Promise<Fields | undefined> => {
  try {
    return fields(await asked);
  } catch (error) {
    if (error instanceof ServerSaidNo && error.problem.status === 404) return undefined;
    throw error;
  }
};
