import { Type as t } from 'typebox';
import { found, must } from '#kernel/rejection';
import { command } from '#platform/feature';
import type { World } from '../ports.ts';
import { confirmSecondFactor as confirm, secondFactorOf, takeStep } from '../views/second-factors.ts';
import { note } from './at-the-door.ts';

const recoveryCodes = 10;

export const confirmSecondFactor = (world: World) =>
  command({
    name: 'identity.confirmSecondFactor',
    summary: 'Sets the second factor with a code of it, and tells the recovery codes, once.',
    access: 'self:write',
    input: t.Object({ code: t.String({ maxLength: 20 }) }),
    output: t.Object({ recoveryCodes: t.Array(t.String()) }),

    run: async ({ code }, ports) => {
      const { sql, tenant, personal, caller, now } = ports;
      const of = { tenant, member: caller.actor };
      const factor = await secondFactorOf(sql, of);
      found(factor?.confirmed === false, 'identity.no-second-factor', 'No second factor waits to be confirmed.');
      const attempt = { address: caller.address ?? '', account: `${tenant} ${of.member} code`, browser: undefined };
      await world.attempts.take(attempt);
      const [secret] = await personal.open([factor.secret]);
      const step = secret === undefined ? undefined : world.totp.stepOf(secret, code.replaceAll(/\s/g, ''), now());
      must(
        step !== undefined && (await takeStep(sql, of, step)),
        'identity.wrong-code',
        'This code is wrong. Is the clock right?',
      );
      await world.attempts.succeeded(attempt);
      const codes = Array.from({ length: recoveryCodes }, world.secrets.makeRecoveryCode);
      const hashes = codes.map((each) => world.secrets.hash(each.replaceAll('-', '')));
      await note(ports, of.member, { type: 'SecondFactorSet', data: { member: of.member } }, (transaction) =>
        confirm(transaction, of, hashes, now()),
      );
      return { recoveryCodes: codes };
    },
  });
