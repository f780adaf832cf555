import { Argument, type Command } from 'commander';
import { described, type Session, withSession } from '../command.ts';
import { paint } from '../paint.ts';
import { fields, list, text, texts } from '../read.ts';
import { table } from '../table.ts';
import { columns, print, printJson } from '../terminal.ts';
import { oneLine } from '../text-width.ts';

type Options = { readonly json?: boolean };

export const defineMembers = (program: Command): void => {
  const members = program
    .command('members')
    .description('See who belongs to the workspace, invite people, and say what they may do.');

  described(members.command('list', { isDefault: true }), 'List the members, and who is invited.', ['almanac members']).action(
    (options: Options) => withSession(options, show),
  );
  described(members.command('invite <email> <roles...>'), 'Invite somebody: a link is mailed, or printed where Almanac runs.', [
    'almanac members invite ann@example.org editor',
  ]).action((email: string, roles: readonly string[], options: Options) =>
    withSession(options, async ({ json, client }) => {
      const answer = fields(await client().post('/api/v2/members', { email, roles }));
      if (json) return printJson(answer);
      print(`${paint.good('✓')} ${paint.strong(oneLine(email))} is invited as ${roles.join(', ')}.`);
    }),
  );
  described(members.command('roles <id> <roles...>'), 'Give a member other roles; they hold within a second.', [
    'almanac members roles 01890a5d-ac96-774b-bcce-b302099a8057 reader',
  ]).action((id: string, roles: readonly string[], options: Options) =>
    withSession(options, (session) =>
      deed(session, { feature: 'changeRoles', id, more: { roles }, said: `has the roles ${roles.join(', ')}` }),
    ),
  );
  described(
    members.command('second-factor').addArgument(new Argument('<of>', 'from whom').choices(['everybody', 'nobody'])),
    'Ask for a second factor or a passkey: who has none may only look after their own account. It holds within a second.',
    ['almanac members second-factor everybody'],
  ).action((of: string, options: Options) =>
    withSession(options, async ({ json, client }) => {
      const answer = fields(await client().post('/api/call/identity.askForSecondFactor', { of }));
      if (json) return printJson(answer);
      print(`${paint.good('✓')} A second factor is asked of ${paint.strong(of)}.`);
    }),
  );
  for (const [name, summary, said] of [
    ['disable', 'Keep a member out; sessions and keys end within a second.', 'is kept out'],
    ['enable', 'Let a disabled member in again.', 'may come in again'],
    ['remove', 'End a membership, or withdraw an invitation.', 'is no member any more'],
  ] as const)
    described(members.command(`${name} <id>`), summary, [`almanac members ${name} 01890a5d-ac96-774b-bcce-b302099a8057`]).action(
      (id: string, options: Options) => withSession(options, (session) => deed(session, { feature: `${name}Member`, id, said })),
    );
};

const show = async ({ json, client }: Session): Promise<void> => {
  const answer = fields(await client().get('/api/v2/members', { limit: 100 }));
  if (json) return printJson(answer);
  const rows = list(answer['items']).map((member) => [
    oneLine(text(member['name']) || text(member['email']) || '–'),
    oneLine(text(member['email'])),
    texts(member['roles']).join(', '),
    text(member['status']),
    member['hasSecondFactor'] === true ? 'second factor' : '',
    text(member['id']),
  ]);
  print(...table([{ least: 8 }, { least: 8 }, {}, {}, {}, { paint: paint.faint }], rows, columns()));
  if (answer['truncated'] === true) print(paint.faint('There are more: --json tells the cursor.'));
};

type Deed = { readonly feature: string; readonly id: string; readonly said: string; readonly more?: object };

const deed = async ({ json, client }: Session, { feature, id, said, more = {} }: Deed): Promise<void> => {
  const answer = await client().post(`/api/call/identity.${feature}`, { id, ...more });
  if (json) return printJson(answer);
  print(`${paint.good('✓')} ${paint.strong(oneLine(id))} ${said}.`);
};
