import { valid } from '#kernel/rejection';

/** What a role lets its holder do. A right is `context.kind`; `*` stands for all. */
const rightsOf = {
  owner: ['*'],
  editor: ['graph:read', 'graph:write', 'discovery:read', 'discovery:write'],
  reader: ['graph:read', 'discovery:read'],
  trader: ['deals:read', 'deals:write', 'customers:read', 'inventory:read', 'rates:read'],
  manager: [
    'deals:read',
    'deals:write',
    'deals:admin',
    'customers:read',
    'customers:write',
    'credit:read',
    'credit:write',
    'inventory:read',
    'inventory:write',
    'inventory:admin',
    'dispatch:read',
    'dispatch:write',
    'rates:read',
    'reports:read',
  ],
  accounts: ['deals:read', 'customers:read', 'customers:write', 'credit:read', 'credit:write', 'rates:read', 'reports:read'],
  logistics: ['inventory:read', 'inventory:write', 'dispatch:read', 'dispatch:write'],
  auditor: [
    'graph:read',
    'discovery:read',
    'deals:read',
    'customers:read',
    'credit:read',
    'inventory:read',
    'dispatch:read',
    'rates:read',
    'reports:read',
    'audit:read',
    'identity:read',
    'platform:read',
  ],
  admin: ['identity:read', 'identity:write', 'platform:read'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Role = keyof typeof rightsOf;

export const roleNames: readonly Role[] = Object.keys(rightsOf) as Role[]; // the keys are the roles

/** Everybody may look after their own account. */
export const everybody = ['self:read', 'self:write'] as const;

/** Every right that a role can give, in order. */
export const everyRight: readonly string[] = [...new Set([...everybody, ...Object.values(rightsOf).flat()])].toSorted();

/** The role of this name; one that is not known is refused. */
export const Role = (name: string): Role => {
  valid(Object.hasOwn(rightsOf, name), 'identity.bad-role', `There is no role ${name}. There are: ${roleNames.join(', ')}.`);
  return name as Role;
};

/** Roles without doubles, in one order, so that equal sets read the same. */
export const Roles = (names: readonly string[]): readonly Role[] => {
  const roles = new Set(names.map(Role));
  valid(roles.size > 0, 'identity.no-role', 'A member has one role at least.');
  return roleNames.filter((role) => roles.has(role));
};

/** The rights that roles give together, in order and without doubles. */
export const rightsFrom = (roles: readonly Role[]): readonly string[] =>
  roles.includes('owner') ? rightsOf.owner : [...new Set([...everybody, ...roles.flatMap((role) => rightsOf[role])])].toSorted();

const known = /^[a-z]+:(read|write|admin)$/;

/** What is left of a holder's rights when a secret carries only some, in order. */
export const within = (held: readonly string[], wanted: readonly string[]): readonly string[] => {
  if (wanted.includes('*')) return held;
  return wanted.filter((right) => known.test(right) && (held.includes('*') || held.includes(right))).toSorted();
};
