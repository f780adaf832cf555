import type { Command } from 'commander';
import { described, type Session, wholeNumber, withSession } from '../command.ts';
import { marked } from '../highlight.ts';
import { paint } from '../paint.ts';
import { type Fields, fields, list, number, text } from '../read.ts';
import { columns, counted, print, printJson } from '../terminal.ts';
import { oneLine, pad, truncate } from '../text-width.ts';

type Options = { readonly limit: number; readonly tag?: string; readonly graph?: string; readonly json?: boolean };

export const defineSearch = (program: Command): void => {
  described(program.command('search <words...>'), 'Find notes by the words in them, best first.', [
    'almanac search spaced repetition',
    'almanac search "digital garden" --limit 5',
    'almanac search protocol --tag draft --json',
  ])
    .option('-l, --limit <number>', 'how many notes to show', wholeNumber(1, 100), 10)
    .option('-t, --tag <tag>', 'only notes with this tag')
    .option('-g, --graph <graph>', 'only notes of this graph')
    .action((words: readonly string[], options: Options) =>
      withSession(options, (session) => search(words.join(' '), options, session)),
    );
};

const search = async (words: string, { limit, tag, graph }: Options, { json, client }: Session): Promise<void> => {
  const answer = fields(await client().get('/api/v2/search', { q: words, limit, tag, graph }));
  if (json) return printJson(answer);
  const items = list(answer['items']);
  if (items.length === 0) return print(`No note speaks of “${oneLine(words)}”.`);
  const total = number(answer['total']);
  const best = total > items.length ? `The best ${items.length} of ` : '';
  print(
    paint.faint(`${best}${counted(Math.max(total, items.length), 'note')} for “${oneLine(words)}”`),
    '',
    ...items.flatMap(lines),
  );
};

const lines = (item: Fields): readonly string[] => {
  const id = text(item['id']);
  const width = columns();
  const room = width - 8 - 2 - id.length;
  const title = truncate(oneLine(text(item['title'])), Math.max(20, room));
  const head = `${pad(number(item['score']).toFixed(2), 6, 'right')}  ${pad(paint.strong(title), Number.isFinite(room) ? room : 40)}  ${paint.faint(id)}`;
  return [head, ...marked(item['highlights'], width - 8).map((line) => ' '.repeat(8) + line), ''];
};
