import type { Command } from 'commander';
import { described, type Session, wholeNumber, withSession } from '../command.ts';
import { paint } from '../paint.ts';
import { fields, list, text } from '../read.ts';
import { table } from '../table.ts';
import { columns, print, printJson } from '../terminal.ts';
import { oneLine } from '../text-width.ts';

type Options = { readonly json?: boolean };
type Listing = Options & { readonly limit: number };
type Moving = Options & { readonly to: string };
type Timer = { readonly process: string; readonly id: string; readonly timer: string };

const example = 'deals.draft 0190c7a1-5a3e-7c3b-9c54-2f1f6a6d9d11 expiry';

export const defineTimers = (program: Command): void => {
  const timers = program.command('timers').description('List the timers of processes, move one, or take it away.');
  described(timers.command('list', { isDefault: true }), 'List timers and deadlines, the next first.', [
    'almanac timers',
    'almanac timers list --json',
  ])
    .option('--limit <n>', 'how many at most', wholeNumber(1, 1_000), 100)
    .action((options: Listing) => withSession(options, (session) => listTimers(options, session)));
  described(timers.command('move <process> <id> <timer>'), 'Move a timer to another time.', [
    `almanac timers move ${example} --to 2026-03-01T09:00:00Z`,
  ])
    .requiredOption('--to <time>', 'the time, as ISO 8601')
    .action((process: string, id: string, timer: string, { to, ...options }: Moving) =>
      withSession(options, (session) => change('moveTimer', { process, id, timer, due: to }, session)),
    );
  described(timers.command('cancel <process> <id> <timer>'), 'Take a timer away: it never fires.', [
    `almanac timers cancel ${example}`,
  ]).action((process: string, id: string, timer: string, options: Options) =>
    withSession(options, (session) => change('cancelTimer', { process, id, timer }, session)),
  );
};

const listTimers = async ({ limit }: Listing, { json, client }: Session): Promise<void> => {
  const answer = fields(await client().post('/api/call/process.listTimers', { limit }));
  if (json) return printJson(answer);
  const items = list(answer['items']);
  if (items.length === 0) return print('No timer is set.');
  print(
    ...table(
      [{ paint: paint.strong }, { paint: paint.strong }, {}, { paint: paint.faint, least: 12 }],
      items.map((item) => [
        text(item['due']).slice(0, 19).replace('T', ' '),
        oneLine(text(item['timer'])),
        text(item['process']),
        oneLine(text(item['id'])),
      ]),
      columns(),
    ),
  );
};

const change = async (feature: string, timer: Timer & { readonly due?: string }, { json, client }: Session): Promise<void> => {
  const answer = await client().post(`/api/call/process.${feature}`, timer);
  if (json) return printJson(answer);
  print(`${paint.good('✓')} ${timer.due === undefined ? 'The timer is taken away.' : `The timer fires at ${timer.due}.`}`);
};
