import type { Command } from 'commander';
import { described, type Session, withSession } from '../command.ts';
import { openFile } from '../file.ts';
import { step } from '../import/progress.ts';
import { paint } from '../paint.ts';
import { exit, UsageError } from '../problem.ts';
import { fields, list, text } from '../read.ts';
import { table } from '../table.ts';
import { columns, count, counted, print, printJson } from '../terminal.ts';
import { oneLine } from '../text-width.ts';

type Options = { readonly json?: boolean; readonly dryRun?: boolean; readonly map?: readonly string[] };
type Row = Readonly<Record<string, string>>;
type Refused = { readonly line: number; readonly row: Row; readonly code: string; readonly sentence: string };

/** The fields of a row, and what their columns are often called. */
const names: Readonly<Record<string, readonly string[]>> = {
  name: ['name', 'party', 'customer', 'company', 'firm'],
  gstin: ['gstin', 'gst', 'gstnumber', 'gstno'],
  state: ['state', 'statecode'],
  roles: ['roles', 'role', 'type', 'kind'],
  limit: ['limit', 'creditlimit', 'credit'],
};
const needed = ['name', 'roles'];
const batch = 500;
const shown = 20;

export const defineLoad = (program: Command): void => {
  const load = program.command('load').description('Load master data from a table.');
  described(
    load.command('parties <file>'),
    'Register parties from a CSV file: name, roles, and gstin or state; limit. What makes no sense is told by line; the rest is loaded. Run again, it changes nothing.',
    ['almanac load parties customers.csv --dry-run', 'almanac load parties customers.csv --map name="Party name" roles=Type'],
  )
    .option('--map <field=column...>', 'which column holds a field, where the names differ')
    .option('--dry-run', 'only tell what would happen')
    .action((file: string, options: Options) => withSession(options, (session) => loadParties(file, options, session)));
};

const loadParties = async (file: string, { map = [], dryRun = false }: Options, { json, client }: Session): Promise<void> => {
  const refused: Refused[] = [];
  const counts: Record<string, number> = {};
  let lines = 0;
  const send = async (rows: readonly { readonly line: number; readonly row: Row }[]) => {
    const answer = fields(await client().post('/api/call/customers.loadParties', { rows: rows.map(({ row }) => row), dryRun }));
    for (const [at, outcome] of list(answer['rows']).entries()) {
      const [what, sent] = [text(outcome['outcome']), rows[at]];
      counts[what] = (counts[what] ?? 0) + 1;
      if (what === 'refused' && sent) refused.push({ ...sent, code: text(outcome['code']), sentence: text(outcome['sentence']) });
    }
  };
  await step(dryRun ? 'Trying' : 'Loading', async (report) => {
    let waiting: { readonly line: number; readonly row: Row }[] = [];
    for await (const row of rowsOf(file, map)) {
      lines++;
      waiting.push({ line: lines + 1, row });
      if (waiting.length < batch) continue;
      await send(waiting);
      waiting = [];
      report(lines);
    }
    if (waiting.length > 0) await send(waiting);
    return { it: lines, said: counted(lines, 'row') };
  });
  if (refused.length > 0) process.exitCode = exit.failed;
  if (json) return printJson({ rows: lines, ...counts, dryRun, errors: refused });
  print(
    Object.entries(counts)
      .map(([what, times]) => `${count(times)} ${what}`)
      .join(', ') || 'The file has no rows.',
  );
  if (refused.length === 0) return;
  print(
    '',
    ...table(
      [{ align: 'right', paint: paint.faint }, { least: 10 }, { paint: paint.bad, least: 20 }],
      refused.slice(0, shown).map(({ line, row, sentence }) => [`line ${line}`, oneLine(row['name'] ?? ''), sentence]),
      columns(),
    ),
  );
  if (refused.length > shown) print(paint.faint(`… and ${counted(refused.length - shown, 'row')} more; --json tells all.`));
};

/** The rows of a CSV file, by field; columns that no field is found in are left out. */
async function* rowsOf(file: string, map: readonly string[]): AsyncGenerator<Row> {
  const { parse } = await import('csv-parse');
  const asked = new Map(map.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
  for (const field of asked.keys())
    if (!(field in names)) throw new UsageError(`There is no field "${field}". There are: ${Object.keys(names).join(', ')}.`);
  const header = (titles: readonly string[]) => {
    const fieldIn = (title: string) =>
      Object.keys(names).find((field) => (asked.has(field) ? asked.get(field) === title : names[field]?.includes(plain(title))));
    const found = titles.map((title) => fieldIn(title.trim()) ?? false);
    const missing = needed.filter((field) => !found.includes(field));
    if (missing.length > 0)
      throw new UsageError(
        `No column holds the ${missing.join(' and the ')}. The columns are: ${titles.join(', ')}. Say which with --map ${missing[0]}=…`,
      );
    return found;
  };
  const parser = parse({ bom: true, columns: header, skip_empty_lines: true, trim: true, relax_column_count_less: true });
  (await openFile(file))
    .createReadStream()
    .on('error', (error) => parser.destroy(error))
    .pipe(parser);
  for await (const row of parser) yield Object.fromEntries(Object.entries(row as Row).filter(([, value]) => value !== '')); // csv-parse gives texts by column
}

const plain = (title: string): string => title.toLowerCase().replaceAll(/[^a-z]/g, '');
