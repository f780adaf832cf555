import { createMongoAbility, type MongoAbility, subject } from '@casl/ability';
import { LRUCache } from 'lru-cache';
import type { Attributes, Judge, Judgement } from '#platform/policy';
import type { Sql } from '#platform/postgres/sql';
import type { Rule } from './domain/policy.ts';
import type { Role } from './domain/role.ts';
import { memberById } from './views/members.ts';
import { rulesOf } from './views/rules.ts';

/** Milliseconds for which the rules of a caller are kept, give or take a tenth: as long may a new one wait in another process. */
const kept = 800;

/** The rules of the caller's workspace, with @casl/ability. */
export const judge = (): Judge => {
  const known = new LRUCache<string, Promise<Judgement | undefined>>({ max: 10_000, ttl: kept, ttlResolution: 100 });
  return ({ tenant, actor }, { sql }) => {
    const key = `${tenant}\u0000${actor}`;
    const present = known.get(key);
    if (present) return present;
    const judgement = judgementOf(sql, { tenant, actor });
    known.set(key, judgement); // whoever calls meanwhile waits for the same reading
    judgement.catch(() => known.delete(key));
    return judgement;
  };
};

const judgementOf = async (
  sql: Sql,
  { tenant, actor }: { readonly tenant: string; readonly actor: string },
): Promise<Judgement | undefined> => {
  const [all, member] = await Promise.all([rulesOf(sql, tenant), memberById(sql, tenant, actor)]);
  // What the house does by itself is done by nobody who is a member.
  return all.length === 0 || member === undefined ? undefined : judgementBy(all, { actor, roles: member.roles });
};

type Who = { readonly actor: string; readonly roles: readonly Role[] };

/** Judges by the rules that are for somebody with these roles. */
export const judgementBy = (rules: readonly Rule[], { actor, roles }: Who): Judgement => {
  const own = rules.filter((rule) => rule.roles === undefined || rule.roles.some((role) => roles.includes(role)));
  return async (right, about) => {
    const speaking = own.filter((rule) => rule.right === right || rule.right === '*');
    if (speaking.length === 0) return undefined;
    const attributes = { ...(await about()), actor };
    return speaking.find((rule) => forbids(rule, { attributes, actor }))?.label;
  };
};

/** A rule that asks for what is not known of a thing forbids it: nothing gets around a rule by leaving something out. */
const forbids = (
  { when = {} }: Rule,
  { attributes, actor }: { readonly attributes: Attributes; readonly actor: string },
): boolean => {
  if (Object.keys(when).some((name) => valueAt(attributes, name) === undefined)) return true;
  const conditions = JSON.parse(JSON.stringify(when), (_, value: unknown) => (value === '$actor' ? actor : value));
  const ability: MongoAbility = createMongoAbility([
    { action: 'call', subject: 'thing' },
    { action: 'call', subject: 'thing', inverted: true, conditions },
  ]);
  return ability.cannot('call', subject('thing', structuredClone(attributes)));
};

const valueAt = (attributes: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce(
      (at: unknown, name) =>
        typeof at === 'object' && at !== null && Object.hasOwn(at, name) ? Reflect.get(at, name) : undefined,
      attributes,
    );
