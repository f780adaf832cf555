import type { Command } from 'commander';
import { described, type Session, withSession } from '../command.ts';
import { step } from '../import/progress.ts';
import { type Kind, kinds } from '../load/kinds.ts';
import { type Line, rowsOf } from '../load/rows.ts';
import { paint } from '../paint.ts';
import { exit } from '../problem.ts';
import { fields, list, text } from '../read.ts';
import { table } from '../table.ts';
import { columns, count, counted, print, printJson } from '../terminal.ts';
import { oneLine } from '../text-width.ts';

type Options = { readonly json?: boolean; readonly dryRun?: boolean; readonly undo?: boolean; readonly map?: readonly string[] };
type Refused = Line & { readonly code: string; readonly sentence: string };

const batch = 500;
const shown = 20;

export const defineLoad = (program: Command): void => {
  const load = program.command('load').description('Load master data from a table.');
  for (const [name, kind] of Object.entries(kinds))
    described(load.command(`${name} <file>`), kind.summary, kind.examples)
      .option('--map <field=column...>', 'which column holds a field, where the names differ')
      .option('--dry-run', 'only tell what would happen')
      .option('--undo', 'take back what this table has brought in, and nobody has used yet')
      .action((file: string, options: Options) => withSession(options, (session) => loadTable(kind, file, options, session)));
};

const loadTable = async (
  kind: Kind,
  file: string,
  { map = [], dryRun = false, undo = false }: Options,
  { json, client }: Session,
): Promise<void> => {
  const refused: Refused[] = [];
  const counts: Record<string, number> = {};
  let lines = 0;
  const send = async (rows: readonly Line[]) => {
    const answer = fields(
      await client().post(`/api/call/${undo ? kind.undo : kind.feature}`, { rows: rows.map(({ row }) => row), dryRun }),
    );
    for (const [at, outcome] of list(answer['rows']).entries()) {
      const [what, sent] = [text(outcome['outcome']), rows[at]];
      counts[what] = (counts[what] ?? 0) + 1;
      if (what === 'refused' && sent) refused.push({ ...sent, code: text(outcome['code']), sentence: text(outcome['sentence']) });
    }
  };
  await step(dryRun ? 'Trying' : undo ? 'Taking back' : 'Loading', async (report) => {
    let waiting: Line[] = [];
    for await (const line of rowsOf(file, kind, map)) {
      lines++;
      waiting.push(line);
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
      refused
        .slice(0, shown)
        .map(({ line, row, sentence }) => [`line ${line}`, oneLine(row[kind.needed[0] ?? ''] ?? ''), sentence]),
      columns(),
    ),
  );
  if (refused.length > shown) print(paint.faint(`… and ${counted(refused.length - shown, 'row')} more; --json tells all.`));
};
