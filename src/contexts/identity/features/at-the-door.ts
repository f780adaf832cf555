import type { Sealed } from '#kernel/sealed';
import type { Ports } from '#platform/feature';
import type { Sql } from '#platform/postgres/sql';
import { Account, type AccountEvent } from '../domain/account.ts';

/**
 * Writes down what happened to an account: under the member's id, or, where there is no such member, under the address's fingerprint.
 * False: an earlier run under the key of the call has done so, and secrets that this one has made are not the ones that count.
 */
export const note = async (
  { events }: Ports,
  account: string,
  happened: AccountEvent,
  /** Written in the same transaction. */
  write?: (sql: Sql) => Promise<unknown>,
): Promise<boolean> => {
  const mine = {};
  const kept = await events.decide(
    { account: [Account, account] },
    () => ({ account: [happened] }),
    () => mine,
    write && { confirm: also(write) },
  );
  return kept === mine;
};

/** Writes to tables of secrets in the transaction of a decision. */
export const also =
  (write: (sql: Sql) => Promise<unknown>) =>
  async (_: unknown, sql: Sql): Promise<boolean> => {
    await write(sql);
    return true;
  };

/** From where the caller comes, sealed for this member. */
export const from = async ({ personal, caller }: Ports, member: string): Promise<{ readonly from?: Sealed }> =>
  caller.address === undefined ? {} : personal.seal(member, { from: caller.address });
