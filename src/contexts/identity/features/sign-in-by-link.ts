import { Rejection } from '#kernel/rejection';
import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import type { World } from '../ports.ts';
import { memberById } from '../views/members.ts';
import { Browser, newSession, SessionAnswer } from './new-session.ts';

export const signInByLink = (world: World) =>
  command({
    name: 'identity.signInByLink',
    summary:
      'Begins a session for the owner of the installation, whose token lies in the data folder. The page of the sign-in link calls it.',
    access: 'identity:admin',
    installation: true,
    effects: 'many', // a lost session is replaced
    showsSecret: true,
    input: t.Object(Browser),
    output: SessionAnswer,
    run: async ({ browser, agent }, ports) => {
      const { sql, tenant, caller } = ports;
      if (caller.credential?.kind !== 'installation') throw notAtTheMachine();
      const member = await memberById(sql, tenant, caller.actor);
      if (member?.status !== 'active') throw disabled();
      return newSession(world, ports, { member: member.id, how: 'link', browser, agent });
    },
  });

const notAtTheMachine = () =>
  new Rejection('denied', 'identity.not-at-the-machine', 'Only the token in the data folder begins a session like this.');
const disabled = () => new Rejection('denied', 'identity.member-disabled', 'The owner of this installation is disabled.');
