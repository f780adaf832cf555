import { randomBytes } from 'node:crypto';
import { type MasterKey, WrongMasterKey } from '#platform/personal/master-key';
import { decrypt, encrypt, KEY_LENGTH } from '#platform/personal/cipher';
import type { Sql } from '#platform/postgres/sql';

export type Place = { readonly tenant: string; readonly subject: string };

/** `null`: the subject has been forgotten. */
export type SubjectKey = Uint8Array | null;

type Row = Place & { readonly wrapped: Buffer | null; readonly master: string };

const contextOf = ({ tenant, subject }: Place) => `${tenant}\u0000${subject}`;

const unwrapped = (master: MasterKey, { wrapped, ...row }: Row): SubjectKey => {
  if (wrapped === null) return null;
  if (row.master !== master.id) throw new WrongMasterKey();
  return decrypt(master.bytes, wrapped, contextOf(row));
};

export type Subjects = { readonly tenant: string; readonly subjects: readonly string[] };

/** The keys of these subjects of a tenant, by subject; those that have none yet are left out. Throws `WrongMasterKey`. */
export const readKeys = async (
  sql: Sql,
  master: MasterKey,
  { tenant, subjects }: Subjects,
): Promise<ReadonlyMap<string, SubjectKey>> => {
  const rows = await sql<Row>`
    select tenant, subject, wrapped, master from platform.subject_key where tenant = ${tenant} and subject = any (${[...subjects]}::text[])`;
  return new Map(rows.map((row) => [row.subject, unwrapped(master, row)]));
};

/** The subject's key, made when there is none; the same one for all who ask at once. Throws `WrongMasterKey`. */
export const keyFor = async (sql: Sql, master: MasterKey, place: Place): Promise<SubjectKey> => {
  await requireMaster(sql, master); // or two servers with a key each would soon be unable to read each other
  const wrapped = encrypt(master.bytes, randomBytes(KEY_LENGTH), contextOf(place));
  // The update changes nothing: it makes the statement answer with the row of whoever was first.
  const [row] = await sql<Row>`
    insert into platform.subject_key (tenant, subject, wrapped, master) values (${place.tenant}, ${place.subject}, ${wrapped}, ${master.id})
    on conflict (tenant, subject) do update set subject = excluded.subject returning tenant, subject, wrapped, master`;
  return row === undefined ? null : unwrapped(master, row);
};

/** Destroys the key. Answers whether there ever was one. */
export const destroyKey = async (sql: Sql, { tenant, subject }: Place): Promise<boolean> => {
  const rows = await sql`
    update platform.subject_key set wrapped = null, forgotten_at = coalesce(forgotten_at, now()) where tenant = ${tenant} and subject = ${subject}
    returning 1 as known`;
  return rows.length > 0;
};

const batch = 1_000;

/** Encrypts all keys with another master key. Answers how many there were. Safe to be interrupted and to be run twice. */
export const rewrapKeys = async (sql: Sql, before: MasterKey, now: MasterKey): Promise<number> => {
  let count = 0;
  for (;;) {
    const rows = await sql<Place & { readonly wrapped: Buffer }>`
      select tenant, subject, wrapped from platform.subject_key where master = ${before.id} and wrapped is not null limit ${batch}`;
    if (rows.length === 0) return count;
    const wrapped = rows.map((row) => encrypt(now.bytes, decrypt(before.bytes, row.wrapped, contextOf(row)), contextOf(row)));
    await sql`
      update platform.subject_key k set wrapped = n.wrapped, master = ${now.id}
      from unnest(${rows.map(({ tenant }) => tenant)}::text[], ${rows.map(({ subject }) => subject)}::text[], ${wrapped}::bytea[]) n (tenant, subject, wrapped)
      where k.tenant = n.tenant and k.subject = n.subject and k.master = ${before.id} and k.wrapped is not null`;
    count += rows.length;
  }
};

/** Throws `WrongMasterKey` unless this master key opens all keys that there are. */
export const requireMaster = async (sql: Sql, master: MasterKey): Promise<void> => {
  const [row] = await sql<{ readonly wrong: boolean }>`
    select exists (select from platform.subject_key where master <> ${master.id} and wrapped is not null) as wrong`;
  if (row?.wrong) throw new WrongMasterKey();
};
