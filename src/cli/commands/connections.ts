import type { Command } from 'commander';
import { described, type Session, wholeNumber, withSession } from '../command.ts';
import { because } from '../evidence.ts';
import { findNote } from '../notes.ts';
import { paint } from '../paint.ts';
import { type Fields, fields, list, number, text } from '../read.ts';
import { columns, counted, print, printJson } from '../terminal.ts';
import { oneLine, pad, truncate } from '../text-width.ts';

type Options = { readonly graph?: string; readonly limit?: number; readonly json?: boolean };

export const defineConnections = (program: Command): void => {
  described(program.command('connections <note...>'), 'Show which notes a note is connected to, and why.', [
    'almanac connections Zettelkasten',
    'almanac connections "Spaced repetition" --limit 3',
    'almanac connections Zettelkasten --json | jq ".items[].evidence"',
  ])
    .option('-l, --limit <number>', 'how many connections to show', wholeNumber(1, 50))
    .option('-g, --graph <graph>', 'look for the title in this graph only')
    .action((note: readonly string[], options: Options) =>
      withSession(options, (session) => connections(note, options, session)),
    );
};

const connections = async (named: readonly string[], { graph, limit }: Options, { json, client }: Session): Promise<void> => {
  const note = await findNote(client(), named, graph);
  const answer = fields(await client().get(`/api/v2/nodes/${note.id}/connections`, { limit }));
  if (json) return printJson(answer);
  const items = list(answer['items']);
  const title = oneLine(note.title);
  if (items.length === 0) return print(`Nothing is connected to “${title}” beyond its own links.`);
  print(`${counted(items.length, 'connection')} of ${paint.strong(title)}`, '', ...items.flatMap((item) => lines(item, note.id)));
};

const bar = (weight: number): string => '━'.repeat(Math.round(Math.min(1, weight) * 10)).padEnd(10, '┄');

const lines = (item: Fields, note: string): readonly string[] => {
  const id = text(item['id']);
  const weight = number(item['weight']);
  const width = columns();
  const room = width - 20 - id.length;
  const title = truncate(oneLine(text(item['title'])), Math.max(20, room));
  const tone = weight >= 0.7 ? paint.good : weight >= 0.3 ? paint.accent : paint.faint;
  const why = because(item['evidence'], note, number(item['cosine']));
  return [
    `  ${weight.toFixed(2)} ${tone(bar(weight))} ${pad(paint.strong(title), Number.isFinite(room) ? room : 40)} ${paint.faint(id)}`,
    ...why.map((line) => `${' '.repeat(18)}${paint.faint(truncate(line, width - 18))}`),
    '',
  ];
};
