import type { Command } from 'commander';
import { described, type Session, wholeNumber, withSession } from '../command.ts';
import { planDesk } from '../demo/plan.ts';
import { each, isUntouched, liveThrough, setUp, settleDebts } from '../demo/trade.ts';
import { step } from '../import/progress.ts';
import { UsageError } from '../problem.ts';
import { counted, print, printJson } from '../terminal.ts';

type Options = { readonly json?: boolean; readonly deals: number; readonly seed: number; readonly until: string };

export const defineDemo = (program: Command): void => {
  const demo = program.command('demo').description('Fill this Almanac with something to look at.');
  described(
    demo.command('desk'),
    'Trade polymers for a year: parties, lots and deals that are amended, cancelled, dispatched and paid, by the commands that people use. Run again, it goes on where it was; the same seed, size and day give the same year.',
    ['almanac demo desk', 'almanac demo desk --deals 34200', 'almanac demo desk --until 2026-03-31'],
  )
    .option('--deals <n>', 'how many deals; 34200 are a busy year', wholeNumber(1, 100_000), 2_000)
    .option('--seed <n>', 'which desk', wholeNumber(0, 1_000_000), 1)
    .option('--until <day>', 'the last day of the year', day, new Date().toISOString().slice(0, 10))
    .action((options: Options) => withSession(options, (session) => demoDesk(options, session)));
};

const demoDesk = async ({ deals, seed, until }: Options, { json, client }: Session): Promise<void> => {
  const server = client();
  const plan = planDesk({ seed, deals, today: until });
  await step('Setting up', async () => {
    await setUp(server, plan);
    const { products, parties, lots } = plan;
    return {
      it: undefined,
      said: `${counted(products.length, 'product')}, ${counted(parties.length, 'party', 'parties')}, ${counted(lots.length, 'lot')}`,
    };
  });
  const ends = await step('Trading', async (report) => {
    const it: Record<string, number> = {};
    const isFirst = await isUntouched(server);
    const live = async (planned: (typeof plan.deals)[number]) => {
      const end = await liveThrough(server, planned, isFirst);
      it[end] = (it[end] ?? 0) + 1;
    };
    await each(plan.deals, live, report);
    return {
      it,
      said: Object.entries(it)
        .map(([end, times]) => `${times} ${end}`)
        .join(', '),
    };
  });
  await step('Collecting', async (report) => {
    await settleDebts(server, report);
    return { it: undefined, said: 'most of what was due' };
  });
  if (json) return printJson({ deals: ends });
  print(
    '',
    'Look at it:',
    '  npx almanac report profit',
    '  npx almanac report position',
    '  npx almanac report receivables',
    '  npx almanac audit verify',
  );
};

const day = (text: string): string => {
  const time = Date.parse(text);
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(time) || time > Date.now())
    throw new UsageError(`--until is a day up to today, such as 2026-03-31, and not ${text}.`);
  return text;
};
