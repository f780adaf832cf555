import type { Command } from 'commander';
import { described, type Session, withSession } from '../command.ts';
import { paint } from '../paint.ts';
import { fields, text, texts } from '../read.ts';
import { print, printJson } from '../terminal.ts';
import { oneLine } from '../text-width.ts';

type Options = { readonly json?: boolean };

export const defineWhoami = (program: Command): void => {
  described(program.command('whoami'), 'Tell who you are, in which workspace, and what you may do.', ['almanac whoami']).action(
    (options: Options) => withSession(options, whoami),
  );
};

const whoami = async ({ json, client }: Session): Promise<void> => {
  const server = client();
  const me = fields(await server.get('/api/v2/me'));
  if (json) return printJson({ ...me, url: server.url });
  const workspace = fields(me['workspace']);
  print(
    `${paint.strong(oneLine(text(me['name'] ?? me['email'] ?? me['id'])))}, ${texts(me['roles']).join(', ')} in ${oneLine(text(workspace['name'] ?? workspace['id']))} at ${server.url}`,
    paint.faint(`may do: ${texts(me['rights']).join(', ')}`),
  );
};
