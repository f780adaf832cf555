import { Type as t } from 'typebox';
import { found, must } from '#kernel/rejection';
import { command } from '#platform/feature';
import type { World } from '../ports.ts';
import { confirmSecondFactor as confirm, secondFactorOf, takeStep } from '../views/second-factors.ts';
import { note } from './at-the-door.ts';
import { assertRecentSignIn } from './recent-sign-in.ts';

const recoveryCodes = 10;

export const confirmSecondFactor = (world: World) =>
  command({
    name: 'identity.confirmSecondFactor',
    summary: 'Sets the second factor with a code of it, and tells the recovery codes, once.',
    access: 'self:write',
    public: true,
    input: t.Object({ code: t.String({ maxLength: 20 }) }),
    output: t.Object({ recoveryCodes: t.Array(t.String()) }),

    run: async ({ code }, ports) => {
      assertRecentSignIn(ports);
      const { sql, tenant, personal, caller, now } = ports;
      const of = { tenant, member: caller.actor };
      const factor = await secondFactorOf(sql, of);
      found(factor?.confirmed === false, 'identity.no-second-factor', 'No second factor waits to be confirmed.');
      const attempt = { address: caller.address ?? '', account: `${tenant} ${of.member} code`, browser: undefined };
      await world.attempts.take(attempt);
      const [secret] = await personal.open([factor.secret]);
      const step = secret === undefined ? undefined : world.totp.stepOf(secret, code.replaceAll(/\s/g, ''), now());
      mustFit(step !== undefined);
      const codes = Array.from({ length: recoveryCodes }, world.secrets.makeRecoveryCode);
      const hashes = codes.map((each) => world.secrets.hash(each.replaceAll('-', '')));
      const isMine = await note(
        ports,
        of.member,
        { type: 'SecondFactorSet', data: { member: of.member } },
        async (transaction) => {
          mustFit(await takeStep(transaction, of, step));
          await confirm(transaction, of, hashes, now());
        },
      );
      await world.attempts.succeeded(attempt);
      return { recoveryCodes: isMine ? codes : [] }; // none of these, if an earlier run has shown others
    },
  });

function mustFit(fits: boolean): asserts fits {
  must(fits, 'identity.wrong-code', 'This code is wrong. Is the clock right?');
}
