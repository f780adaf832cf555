import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';
import { found, must, valid } from '#kernel/rejection';
import type { Label } from './label.ts';
import type { Role } from './role.ts';

/** What a value must be: the value itself, or comparisons. `$actor` stands for whoever calls. */
export type Condition = string | number | boolean | Readonly<Record<string, unknown>>;

/** Forbids what roles would allow: a right, to some roles or all, where the thing it is about has these attributes. */
export type Rule = {
  readonly id: string;
  /** Told to whoever is refused. */
  readonly label: Label;
  readonly right: string;
  /** Absent: whoever it is. */
  readonly roles?: readonly Role[];
  /** Absent: always. */
  readonly when?: Readonly<Record<string, Condition>>;
};

export type PolicyEvent = Event<'RuleAdded', Rule> | Event<'RuleRemoved', { id: string }>;

/** The rules of a workspace. */
export type Policy = { readonly rules: readonly string[] };

const most = 200;

export const Policy: Model<Policy, PolicyEvent> = {
  name: 'policy',
  initial: { rules: [] },
  evolve: ({ rules }, event) => {
    switch (event.type) {
      case 'RuleAdded':
        return { rules: [...rules, event.data.id] };
      case 'RuleRemoved':
        return { rules: rules.filter((id) => id !== event.data.id) };
    }
  },
};

const comparisons = ['$eq', '$ne', '$in', '$nin', '$gt', '$gte', '$lt', '$lte'];

/** Conditions that can be judged: known comparisons with plain values. */
export const Conditions = (given: Readonly<Record<string, unknown>>): Readonly<Record<string, Condition>> => {
  for (const [attribute, condition] of Object.entries(given)) {
    valid(
      /^[A-Za-z][A-Za-z0-9]{0,49}(\.[A-Za-z][A-Za-z0-9]{0,49}){0,3}$/.test(attribute),
      'identity.bad-condition',
      `${attribute} is no name of an attribute.`,
    );
    const compared = typeof condition === 'object' && condition !== null ? Object.entries(condition) : [['$eq', condition]];
    for (const [comparison, value] of compared)
      valid(
        comparisons.includes(String(comparison)) && isPlain(value),
        'identity.bad-condition',
        `${attribute} is compared by a value or by ${comparisons.join(', ')}, with texts, numbers, yes and no.`,
      );
  }
  return given as Readonly<Record<string, Condition>>; // as was just looked at
};

const isPlain = (value: unknown): boolean =>
  Array.isArray(value) ? value.every(isPlain) : ['string', 'number', 'boolean'].includes(typeof value);

export const addRule = ({ rules }: Policy, rule: Rule): PolicyEvent[] => {
  must(rules.length < most, 'identity.too-many-rules', `A workspace has ${most} rules at most.`);
  const isOpenToAll = rule.roles === undefined && rule.when === undefined;
  must(
    !(isOpenToAll && ['*', 'identity:write'].includes(rule.right)),
    'identity.rule-for-all',
    'This would lock everybody out, and nobody could take it back.',
  );
  must(
    !(rule.roles?.includes('owner') ?? true) || !['*', 'identity:write', 'identity:read'].includes(rule.right),
    'identity.rule-for-owners',
    'Owners can always look after rules: name the other roles that it is for.',
  );
  return [{ type: 'RuleAdded', data: rule }];
};

export const removeRule = ({ rules }: Policy, id: string): PolicyEvent[] => {
  found(rules.includes(id), 'identity.no-rule', 'There is no such rule.');
  return [{ type: 'RuleRemoved', data: { id } }];
};
