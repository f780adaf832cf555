import type { Command } from 'commander';
import { described, type Session, wholeNumber, withSession } from '../command.ts';
import { paint } from '../paint.ts';
import { type Fields, fields, list, number, text } from '../read.ts';
import { table } from '../table.ts';
import { columns, counted, print, printJson } from '../terminal.ts';
import { oneLine } from '../text-width.ts';

type Options = { readonly json?: boolean };
type Listing = Options & { readonly waiting?: boolean; readonly limit: number };
type Retrying = Options & { readonly all?: boolean };
type Which = { readonly process: string; readonly id: string };

export const defineProcesses = (program: Command): void => {
  const processes = program.command('processes').description('List processes, look at one, let it try again, or turn it back.');
  described(processes.command('list', { isDefault: true }), 'List the processes, the newest first.', [
    'almanac processes',
    'almanac processes list --waiting',
  ])
    .option('--waiting', 'only those that wait for an operator')
    .option('--limit <n>', 'how many at most', wholeNumber(1, 1_000), 100)
    .action((options: Listing) => withSession(options, (session) => listProcesses(options, session)));
  described(
    processes.command('show <process> <id>'),
    'Show what has become of its steps, what comes next, and what it waits with.',
    ['almanac processes show deals.register 0190c7a1-5a3e-7c3b-9c54-2f1f6a6d9d11'],
  ).action((process: string, id: string, options: Options) => withSession(options, (session) => show({ process, id }, session)));
  described(processes.command('retry [process] [id]'), 'Retry what a process waits with, or what all of them wait with.', [
    'almanac processes retry deals.register 0190c7a1-5a3e-7c3b-9c54-2f1f6a6d9d11',
    'almanac processes retry --all',
  ])
    .option('--all', 'retry every process that waits for an operator, as after an outage')
    .action((process: string | undefined, id: string | undefined, options: Retrying, command: Command) => {
      if (options.all === true && process === undefined) return withSession(options, retryAll);
      if (process === undefined || id === undefined || options.all === true)
        return command.error('Name a process and an id, or use --all.');
      return withSession(options, (session) => intervene('retryProcess', { process, id }, session));
    });
  described(processes.command('cancel <process> <id>'), 'Turn it back, as long as it can be: what is done is undone.', [
    'almanac processes cancel deals.register 0190c7a1-5a3e-7c3b-9c54-2f1f6a6d9d11',
  ]).action((process: string, id: string, options: Options) =>
    withSession(options, (session) => intervene('cancelProcess', { process, id }, session)),
  );
};

const listProcesses = async ({ waiting = false, limit }: Listing, { json, client }: Session): Promise<void> => {
  const answer = fields(await client().post('/api/call/process.listProcesses', { waiting, limit }));
  if (json) return printJson(answer);
  const items = list(answer['items']);
  if (items.length === 0) return print(waiting ? 'No process waits for anybody.' : 'There has been no process yet.');
  print(
    ...table(
      [{ paint: paint.strong }, {}, {}, { paint: paint.faint }, { paint: paint.bad, least: 20 }],
      items.map((item) => [
        text(item['process']),
        oneLine(text(item['id'])),
        item['waiting'] === true ? 'waiting' : text(item['phase']),
        text(item['changedAt']).slice(0, 19).replace('T', ' '),
        oneLine(text(item['error']) || text(item['reason'])),
      ]),
      columns(),
    ),
  );
};

const show = async (which: Which, { json, client }: Session): Promise<void> => {
  const state = fields(await client().post('/api/call/process.showProcess', which));
  if (json) return printJson(state);
  const reason = fields(state['reason']);
  print(`${paint.strong(which.process)} ${oneLine(which.id)} is ${state['waiting'] === true ? 'waiting' : text(state['phase'])}`);
  if (text(reason['code']) !== '') print(`  turned back: ${oneLine(text(reason['sentence']))} (${text(reason['code'])})`);
  print(
    ...table(
      [{ paint: paint.faint }, {}, { paint: paint.faint, least: 20 }],
      [...list(state['steps']).map(step), ...list(state['agenda']).map(planned), ...list(state['stuck']).map(waiting)],
      columns(),
      '  ',
    ),
  );
};

const step = (item: Fields) => [text(item['outcome']), text(item['step']), text(item['contract'])];
const planned = (item: Fields) => [
  text(item['due']).slice(0, 19).replace('T', ' '),
  `${text(item['kind'])} ${text(item['name'])}`,
  number(item['failed']) === 0 ? '' : `failed ${counted(number(item['failed']), 'time')}`,
];
const waiting = (item: Fields) => ['waiting', `${text(item['kind'])} ${text(item['name'])}`, oneLine(text(item['error']))];

const retryAll = async ({ json, client }: Session): Promise<void> => {
  const answer = fields(await client().post('/api/call/process.retryProcesses'));
  if (json) return printJson(answer);
  print(`${paint.good('✓')} Retrying ${counted(number(answer['retried']), 'process', 'processes')}.`);
};

const intervene = async (feature: string, which: Which, { json, client }: Session): Promise<void> => {
  const answer = fields(await client().post(`/api/call/process.${feature}`, which));
  if (json) return printJson(answer);
  const word = feature === 'retryProcess' ? 'It tries again' : 'It turns back';
  print(`${paint.good('✓')} ${word}: ${text(answer['phase'])}.`);
};
