import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { Command } from 'commander';
import { type Trail, trailIn, trailOf } from '../audit/trail.ts';
import { verifyTrail } from '../audit/verify.ts';
import { described, type Session, wholeNumber, withSession } from '../command.ts';
import { step } from '../import/progress.ts';
import { paint } from '../paint.ts';
import { exit } from '../problem.ts';
import { fields, list, number, text } from '../read.ts';
import { table } from '../table.ts';
import { columns, count, counted, print, printJson } from '../terminal.ts';
import { oneLine } from '../text-width.ts';

type Options = { readonly json?: boolean };
type Verifying = Options & { readonly file?: string; readonly key?: string };
type Listing = Options &
  Readonly<Record<'actor' | 'type' | 'stream' | 'correlation', string | undefined>> & { readonly limit: number };

export const defineAudit = (program: Command): void => {
  const audit = program.command('audit').description('Show who has done what, and prove that nobody has changed it since.');
  described(audit.command('list', { isDefault: true }), 'List what has happened, the newest first.', [
    'almanac audit list --actor owner',
    'almanac audit list --stream deal-0190c7a1-5a3e-7c3b-9c54-2f1f6a6d9d11 --json',
  ])
    .option('--actor <id>', 'what somebody has done')
    .option('--type <event>', 'events of a type, such as DealConfirmed or AccessRecorded')
    .option('--stream <stream>', 'what has happened to one thing')
    .option('--correlation <id>', 'all that followed from one request')
    .option('--limit <n>', 'how many at most', wholeNumber(1, 100), 50)
    .action((options: Listing) => withSession(options, (session) => listEvents(options, session)));
  described(
    audit.command('verify'),
    'Work the signed tree out anew from all events, and compare it with every checkpoint. With a file, no server is needed.',
    ['almanac audit verify', 'almanac audit verify --file trail.jsonl --key almanac/audit+1f6a6d9d+AQ…'],
  )
    .option('--file <file>', 'a trail that was exported before')
    .option('--key <verifier>', 'the key that must have signed, kept from before')
    .action((options: Verifying) => withSession(options, (session) => verify(options, session)));
  described(
    audit.command('export <file>'),
    'Write the events of your workspace, the hashes of all others and the checkpoints to a file that can be verified anywhere.',
    ['almanac audit export trail.jsonl'],
  ).action((file: string, options: Options) => withSession(options, (session) => exportTrail(file, session)));
};

const listEvents = async ({ actor, type, stream, correlation, limit }: Listing, { json, client }: Session): Promise<void> => {
  const answer = fields(await client().get('/api/v2/audit/events', { actor, type, stream, correlation, limit }));
  if (json) return printJson(answer);
  const items = list(answer['items']);
  if (items.length === 0) return print('Nothing of the kind has happened.');
  print(
    ...table(
      [{ paint: paint.faint }, {}, { paint: paint.faint }, { paint: paint.strong }, { paint: paint.faint, least: 20 }],
      items.map((item) => [
        text(item['at']).slice(0, 19).replace('T', ' '),
        oneLine([text(item['actor']), text(item['peer'])].filter((name) => name !== '').join(' via ')),
        text(item['from']),
        text(item['type']),
        `${oneLine(text(item['stream']))} ${number(item['version'])}`,
      ]),
      columns(),
    ),
  );
};

const verify = async ({ file, key }: Verifying, { json, client }: Session): Promise<void> => {
  const found = file === undefined ? await trailOf(client()) : await trailIn(file);
  const trail: Trail = key === undefined ? found : { ...found, verifier: key };
  const verdict = json
    ? await verifyTrail(trail)
    : await step('Verifying', async (report) => {
        const it = await verifyTrail(trail, report);
        return { it, said: counted(it.events, 'event') };
      });
  if (verdict.fault !== undefined) process.exitCode = exit.failed;
  if (json) return printJson(verdict);
  const { checkpoints, proven, verifier, fault } = verdict;
  if (fault !== undefined) print(`${paint.bad('✗')} ${fault}`);
  else print(`${paint.good('✓')} ${counted(proven, 'event')} as they were signed, at ${counted(checkpoints, 'checkpoint')}.`);
  print(paint.faint(`  Signed by ${verifier}`));
  if (key === undefined)
    print(paint.faint('  Keep this key elsewhere, and give it with --key: who changes the log could change the key, too.'));
};

const exportTrail = async (file: string, { json, client }: Session): Promise<void> => {
  const { verifier, items } = await trailOf(client().exporting('jsonl'));
  const out = createWriteStream(file, { flags: 'wx', mode: 0o600 });
  const write = async (line: object) => {
    if (!out.write(`${JSON.stringify(line)}\n`)) await once(out, 'drain');
  };
  let events = 0;
  await step('Exporting', async (report) => {
    await write({ verifier });
    for await (const item of items) {
      await write(item);
      if (!('checkpoint' in item)) report(++events);
    }
    out.end();
    await finished(out);
    return { it: events, said: `${count(events)} events to ${file}` };
  });
  if (json) printJson({ file, events, verifier });
};
