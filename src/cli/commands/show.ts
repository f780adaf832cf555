import type { Command } from 'commander';
import { described, type Session, withSession } from '../command.ts';
import { findNote } from '../notes.ts';
import { paint } from '../paint.ts';
import { fields, text, texts } from '../read.ts';
import { print, printJson } from '../terminal.ts';
import { oneLine, printable } from '../text-width.ts';

type Options = { readonly graph?: string; readonly json?: boolean };

export const defineShow = (program: Command): void => {
  described(program.command('show <note...>'), 'Show one note, named by its id or its title.', [
    'almanac show Zettelkasten',
    'almanac show 3f0c2a52-9d0b-5d6e-8c53-0a1f6b1d2c3e',
    'almanac show "Reading list" --json | jq .content',
  ])
    .option('-g, --graph <graph>', 'look for the title in this graph only')
    .action((note: readonly string[], options: Options) => withSession(options, (session) => show(note, options, session)));
};

const show = async (named: readonly string[], { graph }: Options, { json, client }: Session): Promise<void> => {
  const { id } = await findNote(client(), named, graph);
  const note = fields(await client().get(`/api/v2/nodes/${id}`));
  if (json) return printJson(note);
  const facts = [
    ['id', id],
    ['path', text(note['path'])],
    [
      'tags',
      texts(note['tags'])
        .map((tag) => `#${tag}`)
        .join(' '),
    ],
    ['also', texts(note['aliases']).join(', ')],
    ['since', text(note['createdAt'])],
    ['changed', text(note['changedAt']) || text(note['updatedAt'])],
  ].filter(([, value]) => value !== '');
  print(
    paint.strong(oneLine(text(note['title']))),
    ...facts.map(([name = '', value = '']) => `${paint.faint(name.padEnd(8))} ${oneLine(value)}`),
    '',
    printable(text(note['content'])).trimEnd(),
  );
};
