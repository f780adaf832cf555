import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { compared } from '#kernel/email';
import type { World } from '../ports.ts';
import { hasMembers, personByPrint } from '../views/members.ts';
import { from, note } from './at-the-door.ts';

export const askReset = ({ attempts }: World) =>
  command({
    name: 'identity.askReset',
    summary: 'Has a link for a new password sent to an address, if somebody signs in with it. The answer is the same for all.',
    access: 'anyone',
    public: true,
    input: t.Object({ email: t.String({ maxLength: 320 }) }),
    output: t.Object({}),

    run: async ({ email }, ports) => {
      const { sql, tenant, personal, caller } = ports;
      if (!(await hasMembers(sql, tenant))) return {};
      const print = await personal.fingerprint(compared(email));
      await attempts.take({ address: caller.address ?? '', account: `${tenant} ${print} reset`, browser: undefined });
      const person = await personByPrint(sql, tenant, print);
      // The letter is written by a reaction, so that the answer takes as long whether there is such a person or not.
      if (person?.status !== 'active') await note(ports, print, { type: 'ResetAsked', data: {} });
      else await note(ports, person.id, { type: 'ResetAsked', data: { member: person.id, ...(await from(ports, person.id)) } });
      return {};
    },
  });
