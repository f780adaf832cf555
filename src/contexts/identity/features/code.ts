import { Rejection } from '#kernel/rejection';
import type { Ports } from '#platform/feature';
import type { Sql } from '#platform/postgres/sql';
import type { World } from '../ports.ts';
import { secondFactorOf, takeRecoveryCode, takeStep } from '../views/second-factors.ts';

export const wrongCode = 'identity.wrong-code';
export const wrongCodeGiven = () => new Rejection('denied', wrongCode, 'This code is wrong, or it has been used.');

/** What a code of a second factor is, as somebody typed it, and how it is used up, once, in a transaction. */
export const codeOf = async (
  { totp, secrets }: World,
  { sql, tenant, personal, now }: Ports,
  { member, code: typed }: { readonly member: string; readonly code: string },
): Promise<{ readonly how: 'code' | 'recovery-code'; readonly take: (sql: Sql) => Promise<boolean> }> => {
  const of = { tenant, member };
  const code = typed.replaceAll(/[\s-]/g, '');
  const factor = await secondFactorOf(sql, of);
  const [secret] = factor ? await personal.open([factor.secret]) : [];
  const step = secret !== undefined && /^\d{6}$/.test(code) ? totp.stepOf(secret, code, now()) : undefined;
  if (step !== undefined) return { how: 'code', take: (transaction) => takeStep(transaction, of, step) };
  const hash = secrets.hash(code.toLowerCase());
  return { how: 'recovery-code', take: (transaction) => takeRecoveryCode(transaction, of, hash) };
};
