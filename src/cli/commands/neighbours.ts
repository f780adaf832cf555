import type { Command } from 'commander';
import { described, type Session, wholeNumber, withSession } from '../command.ts';
import { findNote } from '../notes.ts';
import { paint } from '../paint.ts';
import { fields, list, number, text } from '../read.ts';
import { table } from '../table.ts';
import { columns, counted, print, printJson } from '../terminal.ts';
import { oneLine } from '../text-width.ts';

type Options = { readonly depth: number; readonly limit: number; readonly graph?: string; readonly json?: boolean };

export const defineNeighbours = (program: Command): void => {
  described(program.command('neighbours <note...>').alias('neighbors'), 'Show the notes around a note, nearest first.', [
    'almanac neighbours Zettelkasten',
    'almanac neighbours "Reading list" --depth 2 --limit 100',
    'almanac neighbours Zettelkasten --json | jq ".nodes | length"',
  ])
    .option('-d, --depth <number>', 'how many links away', wholeNumber(1, 5), 1)
    .option('-l, --limit <number>', 'how many notes to show', wholeNumber(1, 1_000), 50)
    .option('-g, --graph <graph>', 'look for the title in this graph only')
    .action((note: readonly string[], options: Options) => withSession(options, (session) => neighbours(note, options, session)));
};

const neighbours = async (
  named: readonly string[],
  { depth, limit, graph }: Options,
  { json, client }: Session,
): Promise<void> => {
  const note = await findNote(client(), named, graph);
  const answer = fields(await client().get(`/api/v2/nodes/${note.id}/neighbours`, { depth, limit }));
  if (json) return printJson(answer);
  const around = list(answer['nodes']).filter((node) => node['id'] !== note.id);
  const title = paint.strong(oneLine(note.title));
  if (around.length === 0) return print(`No note is linked with ${title}.`);
  const cut = answer['truncated'] === true ? paint.warn(' (cut at the limit; ask for more with --limit)') : '';
  print(`${counted(around.length, 'note')} around ${title}, ${counted(list(answer['edges']).length, 'link')} among them${cut}`);
  const depths = [...new Set(around.map((node) => number(node['depth'])))].sort((a, b) => a - b);
  for (const level of depths) {
    const rows = around
      .filter((node) => number(node['depth']) === level)
      .map((node) => [oneLine(text(node['title'])), text(node['id'])]);
    print('', paint.accent(level === 1 ? 'one link away' : `${level} links away`));
    print(...table([{ least: 20 }, { paint: paint.faint }], rows, columns(), '  '));
  }
};
