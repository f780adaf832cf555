import type { Command } from 'commander';
import { described, type Session, withSession } from '../command.ts';
import { paint } from '../paint.ts';
import { UsageError } from '../problem.ts';
import { print, printJson } from '../terminal.ts';
import { oneLine } from '../text-width.ts';

type Options = { readonly yes?: boolean; readonly json?: boolean };

export const defineForget = (program: Command): void => {
  described(
    program.command('forget <subject>'),
    'Destroy the key of a person: nothing personal of them can be read again. There is no way back.',
    ['almanac forget 01890a5d-ac96-774b-bcce-b302099a8057 --yes'],
  )
    .option('--yes', 'yes, for ever')
    .action((subject: string, options: Options) => withSession(options, (session) => forget(subject, options, session)));
};

const forget = async (subject: string, { yes = false }: Options, { json, client }: Session): Promise<void> => {
  if (!yes) throw new UsageError('What is forgotten cannot be brought back. Say --yes to go on.');
  await client().post('/api/call/platform.forgetSubject', { subject });
  if (json) return printJson({ subject, forgotten: true });
  print(`${paint.good('✓')} Nothing personal of ${paint.strong(oneLine(subject))} can be read any more.`);
};
