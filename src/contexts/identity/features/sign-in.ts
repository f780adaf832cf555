import { Type as t } from 'typebox';
import { Rejection } from '#kernel/rejection';
import { command, type Ports } from '#platform/feature';
import { compared } from '#kernel/email';
import type { World } from '../ports.ts';
import { isKnownBrowser } from '../views/browsers.ts';
import { hasMembers, personByPrint } from '../views/members.ts';
import { from, note } from './at-the-door.ts';
import { letIn, LetInAnswer } from './let-in.ts';
import { Browser } from './new-session.ts';

/** Whoever is told this learns neither whether there is such an account nor which half was wrong. */
const wrong = () => new Rejection('denied', 'identity.wrong-credentials', 'The address or the password is wrong.');

export const signIn = (world: World) =>
  command({
    name: 'identity.signIn',
    summary: 'Lets a person in by address and password; where there is a second factor, answers a ticket for it.',
    access: 'anyone',
    public: true,
    effects: 'many', // a refusal is noted, and a lost session replaced
    showsSecret: true,
    input: t.Object({ email: t.String({ maxLength: 320 }), password: t.String({ maxLength: 1_024 }), ...Browser }),
    output: LetInAnswer,

    run: (input, ports) => world.atTheDoor(() => enter(world, ports, input)),
  });

type Entering = { readonly email: string; readonly password: string; readonly browser?: string; readonly agent?: string };

const enter = async (world: World, ports: Ports, { email, password, browser, agent }: Entering) => {
  const { sql, tenant, personal, caller } = ports;
  const { secrets, passwords, attempts } = world;
  // A workspace that does not exist gets no key made for it.
  const exists = await hasMembers(sql, tenant);
  const print = exists ? await personal.fingerprint(compared(email)) : '';
  const person = exists ? await personByPrint(sql, tenant, print) : undefined;
  const known = person && browser ? await isKnownBrowser(sql, { tenant, member: person.id }, secrets.hash(browser)) : false;
  const attempt = {
    address: caller.address ?? '',
    account: `${tenant} ${print}`,
    browser: known && browser ? secrets.hash(browser) : undefined,
  };
  await attempts.take(attempt);
  const fits = await passwords.verify(person?.hash ?? undefined, password);
  if (!fits || person?.status !== 'active') {
    await attempts.failed(attempt);
    if (exists) await refused(ports, print, person);
    throw wrong();
  }
  await attempts.succeeded(attempt);
  return letIn(world, ports, { member: person.id, how: 'password', browser, agent });
};

type Known = NonNullable<Awaited<ReturnType<typeof personByPrint>>>;

const refused = async (ports: Ports, print: string, person: Known | undefined): Promise<unknown> => {
  if (person === undefined) return note(ports, print, { type: 'SignInRefused', data: { why: 'unknown' } });
  const why = person.status === 'active' ? 'password' : 'disabled';
  return note(ports, person.id, { type: 'SignInRefused', data: { member: person.id, why, ...(await from(ports, person.id)) } });
};
