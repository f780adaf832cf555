import { createHmac } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { must } from '#kernel/rejection';
import type { Sealed } from '#kernel/sealed';
import { decrypt, encrypt } from '#platform/personal/cipher';
import type { MasterKey } from '#platform/personal/master-key';
import { destroyKey, keyFor, readKeys, requireMaster, rewrapKeys, type SubjectKey } from '#platform/personal/subject-keys';
import type { Sql } from '#platform/postgres/sql';

/** What is personal in one tenant. A subject is the id of the person that a value speaks of. */
export type Personal = {
  /** Encrypts values, each under its name, with the subject's key. Rejects with `personal.forgotten` once the subject has been forgotten. */
  readonly seal: <Name extends string>(
    subject: string,
    values: Readonly<Record<Name, string>>,
  ) => Promise<Readonly<Record<Name, Sealed>>>;
  /** Decrypts values of any subjects, in one statement at most; undefined where the subject has been forgotten. */
  readonly open: (values: readonly Sealed[]) => Promise<readonly (string | undefined)[]>;
  /** To find by: the same for the same text in this tenant, and without the tenant's key no way back (HMAC-SHA-256). */
  readonly fingerprint: (text: string) => Promise<string>;
  /** Destroys the subject's key: nobody reads any of its values again, in this process at once, in others within five seconds. Answers whether it ever had one. */
  readonly forget: (subject: string) => Promise<boolean>;
};

export type PersonalData = { readonly of: (tenant: string) => Personal };

type Options = {
  readonly sql: Sql;
  readonly master: MasterKey;
  /** The one before: its keys are encrypted anew. */
  readonly before?: MasterKey;
};

/** Milliseconds for which a key is kept in memory: as long may another process read on after a subject was forgotten. */
const kept = 5_000;

/** Opens the keys of the subjects. Throws when the master key is not the one they were encrypted with. */
export const openPersonalData = async ({ sql, master, before }: Options): Promise<PersonalData> => {
  if (before !== undefined) await rewrapKeys(sql, before, master);
  await requireMaster(sql, master);
  const known = new LRUCache<string, { readonly key: SubjectKey }>({ max: 10_000, ttl: kept, ttlResolution: 100 });

  const of = (tenant: string): Personal => {
    const nameOf = (subject: string) => `${tenant}\u0000${subject}`;

    /** Those that are known, or else read; a subject that has never had a key is left out. */
    const keysOf = async (subjects: readonly string[]): Promise<ReadonlyMap<string, SubjectKey>> => {
      const keys = new Map<string, SubjectKey>();
      for (const subject of subjects) {
        const kept = known.get(nameOf(subject));
        if (kept) keys.set(subject, kept.key);
      }
      const missing = subjects.filter((subject) => !keys.has(subject));
      if (missing.length === 0) return keys;
      for (const [subject, key] of await readKeys(sql, master, { tenant, subjects: missing })) {
        known.set(nameOf(subject), { key });
        keys.set(subject, key);
      }
      return keys;
    };

    const keyOf = async (subject: string): Promise<Uint8Array> => {
      const present = (await keysOf([subject])).get(subject);
      const key = present === undefined ? await keyFor(sql, master, { tenant, subject }) : present;
      must(key !== null, 'personal.forgotten', 'This person has been forgotten: nothing more can be kept of them.');
      known.set(nameOf(subject), { key });
      return key;
    };

    return {
      seal: async (subject, values) => {
        if (!wellFormed.test(subject)) throw new Error('A subject is an id of letters, digits, dots, hyphens and underscores.');
        const key = await keyOf(subject);
        const sealed = (value: unknown) =>
          `${mark}${subject}:${encrypt(key, Buffer.from(String(value)), nameOf(subject)).toString('base64url')}`;
        return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, sealed(value)])) as never; // the seam: the names are those given, and what is sealed is marked so
      },
      open: async (values) => {
        const parts = values.map(partsOf);
        const keys = await keysOf([...new Set(parts.map(({ subject }) => subject))]);
        return parts.map(({ subject, body }) => {
          const key = keys.get(subject);
          return key ? decrypt(key, body, nameOf(subject)).toString() : undefined;
        });
      },
      fingerprint: async (text) =>
        createHmac('sha256', await keyOf(fingerprints))
          .update(text)
          .digest('base64url'),
      forget: async (subject) => {
        if (subject === fingerprints) return false;
        const found = await destroyKey(sql, { tenant, subject });
        if (found) known.set(nameOf(subject), { key: null });
        return found;
      },
    };
  };
  return { of };
};

const mark = 'sealed:1:';
/** Whose key makes a tenant's fingerprints. */
const fingerprints = 'fingerprints';
const wellFormed = /^[A-Za-z0-9._-]{1,100}$/;

const partsOf = (sealed: Sealed) => {
  const [, , subject, body] = sealed.split(':');
  if (!sealed.startsWith(mark) || subject === undefined || body === undefined) throw new Error('This value was never sealed.');
  return { subject, body: Buffer.from(body, 'base64url') };
};
