import { Type as t } from 'typebox';
import { found, Rejection } from '#kernel/rejection';
import { command, type Ports } from '#platform/feature';
import { compared } from '#kernel/email';
import type { OutsideAccount, World } from '../ports.ts';
import { memberById, personByPrint } from '../views/members.ts';
import { linkOutside, memberOfOutside, takeStep } from '../views/outside.ts';
import { note } from './at-the-door.ts';
import { letIn, LetInAnswer } from './let-in.ts';
import { Browser } from './new-session.ts';

export const finishOutside = (world: World) =>
  command({
    name: 'identity.finishOutside',
    summary: 'Lets a member in whom the outside provider has confirmed: by the account linked before, or by a confirmed address.',
    access: 'anyone',
    public: true,
    effects: 'many', // the account is linked, and the session begins
    showsSecret: true,
    input: t.Object({ query: t.String({ maxLength: 4_000 }), state: t.String({ maxLength: 200 }), ...Browser }),
    output: LetInAnswer,

    run: async ({ query, state, browser, agent }, ports) => {
      const { sql, tenant, now, url } = ports;
      const { outside, secrets } = world;
      found(outside !== undefined, 'identity.no-outside', 'No outside provider is set here.');
      const step = await takeStep(sql, tenant, secrets.hash(state), now());
      found(step !== undefined, 'identity.sign-in-expired', 'This took too long. Please sign in again.');
      const account = await outside.finish(`${url()}/sign-in/outside/back?${query}`, { ...step, state });
      const member = await memberFor(ports, account);
      return letIn(world, ports, { member, how: 'outside', browser, agent });
    },
  });

/** The member whose account this is. An address that the provider has confirmed links the account to whoever signs in with it here. */
const memberFor = async (ports: Ports, { issuer, subject, email }: OutsideAccount): Promise<string> => {
  const { sql, tenant, personal } = ports;
  const account = { tenant, issuer, subject };
  const linked = await memberOfOutside(sql, account);
  if (linked !== undefined) {
    const member = await memberById(sql, tenant, linked);
    if (member?.status === 'active') return member.id;
    throw nobody();
  }
  const person = email === undefined ? undefined : await personByPrint(sql, tenant, await personal.fingerprint(compared(email)));
  if (person?.status !== 'active' || !person.confirmed) throw nobody(); // an address that is only claimed is nobody's
  await note(ports, person.id, { type: 'OutsideLinked', data: { member: person.id, issuer } }, (transaction) =>
    linkOutside(transaction, account, person.id),
  );
  return person.id;
};

const nobody = () =>
  new Rejection('denied', 'identity.no-account', 'Nobody with this account belongs to the workspace. Ask to be invited.');
