import { type Command, Option } from 'commander';
import { described, type Session, wholeNumber, withSession } from '../command.ts';
import { paint } from '../paint.ts';
import { fields, list, text, texts } from '../read.ts';
import { table } from '../table.ts';
import { columns, print, printJson, tell } from '../terminal.ts';
import { oneLine } from '../text-width.ts';

type Options = { readonly json?: boolean };
type Making = Options & { readonly scope?: readonly string[]; readonly days?: number };

export const defineKeys = (program: Command): void => {
  const keys = program.command('keys').description('See, make and revoke API keys: what programs sign in with.');

  described(keys.command('list', { isDefault: true }), 'List your keys; never the keys themselves.', ['almanac keys']).action(
    (options: Options) => withSession(options, show),
  );
  described(keys.command('make <label>'), 'Make a key. It is shown once.', [
    'almanac keys make "nightly export" --scope graph:read --days 30',
  ])
    .addOption(new Option('--scope <right...>', 'some of your rights; default: all'))
    .addOption(new Option('--days <number>', 'how long it is good').argParser(wholeNumber(1, 3_650)).default(365))
    .action((label: string, options: Making) => withSession(options, (session) => make(label, options, session)));
  described(keys.command('revoke <id>'), 'End a key, within a second and everywhere.', [
    'almanac keys revoke 01890a5d-ac96-774b-bcce-b302099a8057',
  ]).action((id: string, options: Options) =>
    withSession(options, async ({ json, client }) => {
      const answer = await client().remove(`/api/v2/keys/${encodeURIComponent(id)}`);
      if (json) return printJson(answer);
      print(`${paint.good('✓')} The key ${paint.strong(oneLine(id))} opens nothing any more.`);
    }),
  );
};

const show = async ({ json, client }: Session): Promise<void> => {
  const answer = fields(await client().get('/api/v2/keys', { limit: 100 }));
  if (json) return printJson(answer);
  const rows = list(answer['items']).map((key) => [
    oneLine(text(key['label'])),
    `…${text(key['hint'])}`,
    texts(key['scopes']).join(', ') || 'all rights',
    `until ${text(key['until']).slice(0, 10) || 'revoked'}`,
    text(key['usedAt']) === '' ? 'never used' : `used ${text(key['usedAt']).slice(0, 16).replace('T', ' ')}`,
    text(key['id']),
  ]);
  print(...table([{ least: 8 }, {}, { least: 10 }, {}, {}, { paint: paint.faint }], rows, columns()));
};

const make = async (label: string, { scope, days }: Making, { json, client }: Session): Promise<void> => {
  const answer = fields(await client().post('/api/v2/keys', { label, days, ...(scope && { scopes: scope }) }));
  if (json) return printJson(answer);
  print(text(answer['key']));
  tell(paint.faint('This is the only time that the key is shown.'));
};
