import type { Sealed } from '#kernel/sealed';
import type { Sql } from '#platform/postgres/sql';

type Of = { readonly tenant: string; readonly member: string };

/** Begins with a new secret. One that is confirmed stays until it is removed. Answers whether it was taken. */
export const putSecondFactor = async (sql: Sql, { tenant, member }: Of, secret: Sealed): Promise<boolean> => {
  const rows = await sql`
    insert into identity.second_factor as f (tenant, member, secret) values (${tenant}, ${member}, ${secret})
    on conflict (tenant, member) do update set secret = excluded.secret, last_step = 0 where f.confirmed_at is null returning member`;
  return rows.length > 0;
};

type Factor = { readonly secret: Sealed; readonly confirmed: boolean };

export const secondFactorOf = async (sql: Sql, { tenant, member }: Of): Promise<Factor | undefined> => {
  const [row] = await sql<Factor>`
    select secret, confirmed_at is not null as confirmed from identity.second_factor where tenant = ${tenant} and member = ${member}`;
  return row;
};

/** Takes the code of a step, unless that one or a later one has been taken. */
export const takeStep = async (sql: Sql, { tenant, member }: Of, step: number): Promise<boolean> => {
  const rows = await sql`
    update identity.second_factor set last_step = ${step}
    where tenant = ${tenant} and member = ${member} and last_step < ${step} returning member`;
  return rows.length > 0;
};

/** From now on it is asked for, and these recovery codes are the only ones that count. */
export const confirmSecondFactor = async (
  sql: Sql,
  { tenant, member }: Of,
  codes: readonly string[],
  at: Date,
): Promise<void> => {
  await sql`
    with confirmed as (
      update identity.second_factor set confirmed_at = ${at} where tenant = ${tenant} and member = ${member}
    ), old as (
      delete from identity.recovery_code where tenant = ${tenant} and member = ${member}
    )
    insert into identity.recovery_code (tenant, member, hash) select ${tenant}, ${member}, unnest(${codes}::text[])`;
};

/** Uses a recovery code up. */
export const takeRecoveryCode = async (sql: Sql, { tenant, member }: Of, hash: string): Promise<boolean> => {
  const rows = await sql`
    delete from identity.recovery_code where tenant = ${tenant} and member = ${member} and hash = ${hash} returning hash`;
  return rows.length > 0;
};

export const removeSecondFactor = async (sql: Sql, { tenant, member }: Of): Promise<boolean> => {
  const rows = await sql`
    with codes as (delete from identity.recovery_code where tenant = ${tenant} and member = ${member})
    delete from identity.second_factor where tenant = ${tenant} and member = ${member} returning member`;
  return rows.length > 0;
};
