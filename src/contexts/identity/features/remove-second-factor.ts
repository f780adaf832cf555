import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import type { World } from '../ports.ts';
import { removeSecondFactor as remove } from '../views/second-factors.ts';
import { note } from './at-the-door.ts';
import { FactorsInput, provingFactors } from './prove-factors.ts';
import { assertRecentSignIn } from './recent-sign-in.ts';

export const removeSecondFactor = (world: World) =>
  command({
    name: 'identity.removeSecondFactor',
    summary: 'Removes the second factor and its recovery codes. Requires the password and a code.',
    access: 'self:write',
    public: true,
    input: t.Object(FactorsInput),
    output: t.Object({}),
    run: async (given, ports) => {
      assertRecentSignIn(ports);
      const of = { tenant: ports.tenant, member: ports.caller.actor };
      await provingFactors(world, ports, {
        given,
        remove: (taking) =>
          note(ports, of.member, { type: 'SecondFactorRemoved', data: { member: of.member } }, async (transaction) => {
            await taking(transaction);
            await remove(transaction, of);
          }),
      });
      return {};
    },
  });
