import { type Command, Option } from 'commander';
import { described, type Session, withSession } from '../command.ts';
import { NoServer, UsageError } from '../problem.ts';
import { fields, list, text, texts } from '../read.ts';
import { readToken } from '../server.ts';
import { table } from '../table.ts';
import { columns, print, printJson } from '../terminal.ts';

type Options = {
  readonly token?: string;
  readonly json?: boolean;
  readonly peer?: string;
  readonly contexts?: string;
  readonly workspaces?: string;
  readonly peers?: boolean;
  readonly revokePeer?: string;
};

export const defineToken = (program: Command): void => {
  described(program.command('token'), 'Print the personal token that the first start made, or manage the tokens of peers.', [
    'almanac token',
    'curl -H "Authorization: Bearer $(almanac token)" http://127.0.0.1:4000/api/v2/nodes',
    'almanac token --peer desk --contexts inventory',
    'almanac token --peers',
    'almanac token --revoke-peer desk',
  ])
    .option('--peer <name>', 'issue a token for another process of this installation, and print it')
    .option('--contexts <names>', 'with --peer: whose features it calls and whose events it reads, separated by commas')
    .option('--workspaces <ids>', 'with --peer: the workspaces it acts in, separated by commas (default: all)')
    .option('--peers', 'list the tokens of peers')
    .addOption(new Option('--revoke-peer <name>', 'revoke the token of a peer').conflicts(['peer', 'peers']))
    .action((options: Options) =>
      withSession(options, async (session) => {
        if (options.peer !== undefined) return issue(options.peer, options, session);
        if (options.revokePeer !== undefined) return revoke(options.revokePeer, session);
        return options.peers ? listAll(session) : own(options);
      }),
    );
};

const own = ({ token = readToken(), json }: Options): void => {
  if (token === undefined) throw new NoServer('There is no token yet: the first start makes it. Start Almanac with npm start.');
  if (json) return printJson({ token });
  print(token);
};

const named = (names: string | undefined): readonly string[] | undefined => names?.split(',').map((name) => name.trim());

const issue = async (name: string, options: Options, { json, client }: Session): Promise<void> => {
  const [contexts, workspaces] = [named(options.contexts), named(options.workspaces)];
  if (contexts === undefined) throw new UsageError('Name the contexts that the peer calls: --contexts inventory,deals');
  const input = { name, contexts, ...(workspaces && { workspaces }) };
  const token = text(fields(await client().post('/api/call/platform.issuePeerToken', input))['token']);
  if (json) return printJson({ token });
  print(token);
};

const revoke = async (name: string, { json, client }: Session): Promise<void> => {
  await client().post('/api/call/platform.revokePeerToken', { name });
  if (json) return printJson({ name });
  print(`The token of ${name} is revoked.`);
};

const listAll = async ({ json, client }: Session): Promise<void> => {
  const items = list(fields(await client().post('/api/call/platform.listPeerTokens'))['items']).map(fields);
  if (json) return printJson({ items });
  const rows = items.map((item) => [
    text(item['name']),
    texts(item['contexts']).join(', '),
    item['workspaces'] === undefined ? 'all workspaces' : texts(item['workspaces']).join(', '),
    text(item['createdAt']),
  ]);
  print(...table([{}, {}, {}, {}], rows, columns()));
};
