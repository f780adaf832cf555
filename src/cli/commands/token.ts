import type { Command } from 'commander';
import { described, withSession } from '../command.ts';
import { NoServer } from '../problem.ts';
import { readToken } from '../server.ts';
import { print, printJson } from '../terminal.ts';

type Options = { readonly token?: string; readonly json?: boolean };

export const defineToken = (program: Command): void => {
  described(program.command('token'), 'Print the personal token that the first start made.', [
    'almanac token',
    'curl -H "Authorization: Bearer $(almanac token)" http://127.0.0.1:4000/api/v2/nodes',
  ]).action((options: Options) =>
    withSession(options, async ({ json }) => {
      const token = options.token ?? readToken();
      if (token === undefined)
        throw new NoServer('There is no token yet: the first start makes it. Start Almanac with npm start.');
      if (json) return printJson({ token });
      print(token);
    }),
  );
};
