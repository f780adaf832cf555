import type { Command } from 'commander';
import { described, type Session, withSession } from '../command.ts';
import { paint } from '../paint.ts';
import { fields, list, text } from '../read.ts';
import { table } from '../table.ts';
import { columns, print, printJson } from '../terminal.ts';

type Options = { readonly json?: boolean };

export const defineFeatures = (program: Command): void => {
  described(program.command('features'), 'List everything the server can do; `almanac call` calls any of it.', [
    'almanac features',
    'almanac features --json | jq -r ".items[].name"',
  ]).action((options: Options) => withSession(options, features));
};

const features = async ({ json, client }: Session): Promise<void> => {
  const answer = fields(await client().get('/api/call'));
  if (json) return printJson(answer);
  const rows = list(answer['items']).map((item) => [text(item['name']), text(item['access']), text(item['summary'])]);
  print(...table([{ paint: paint.strong }, { paint: paint.faint }, { least: 20 }], rows, columns()));
};
