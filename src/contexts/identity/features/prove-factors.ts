import { Type as t } from 'typebox';
import { Rejection } from '#kernel/rejection';
import type { Ports } from '#platform/feature';
import type { Sql } from '#platform/postgres/sql';
import type { World } from '../ports.ts';
import { secondFactorOf } from '../views/second-factors.ts';
import { passwordOf } from '../views/secrets.ts';
import { codeOf, wrongCode, wrongCodeGiven } from './code.ts';
import { PasswordInput } from './new-password.ts';
import { provePassword } from './prove-password.ts';

export const FactorsInput = {
  password: t.Optional(PasswordInput),
  code: t.Optional(t.String({ maxLength: 40, description: 'Of the second factor, if there is one; or a recovery code.' })),
};

type Given = { readonly password?: string; readonly code?: string };

/**
 * Requires the factors of a member again before one of them is removed: the password, and a code where a second factor is set. `remove` runs in
 * the transaction that uses the code up. An account without either has just signed in with its passkey.
 */
export const provingFactors = async (
  world: World,
  ports: Ports,
  {
    given: { password, code = '' },
    remove,
  }: { readonly given: Given; readonly remove: (taking: (sql: Sql) => Promise<void>) => Promise<unknown> },
): Promise<void> => {
  const { sql, tenant, caller } = ports;
  const of = { tenant, member: caller.actor };
  await provePassword(world, ports, { hash: await passwordOf(sql, of), password });
  const factor = await secondFactorOf(sql, of);
  if (!factor?.confirmed) return void (await remove(async () => undefined));
  const attempt = { address: caller.address ?? '', account: `${tenant} ${of.member} code`, browser: undefined };
  await world.attempts.take(attempt);
  const { take } = await codeOf(world, ports, { member: of.member, code });
  try {
    await remove(async (transaction) => {
      if (!(await take(transaction))) throw wrongCodeGiven();
    });
  } catch (error) {
    if (error instanceof Rejection && error.code === wrongCode) await world.attempts.failed(attempt);
    throw error;
  }
  await world.attempts.succeeded(attempt);
};
