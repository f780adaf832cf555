import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Email } from '#kernel/email';
import { Label } from './label.ts';
import { NewPassword } from './password.ts';
import { Role, roleNames, Roles, rightsFrom, within } from './role.ts';

const rejected = (code: string) => expect.objectContaining({ code });

test('addresses are taken in lower case, and what is none is refused', () => {
  expect(Email(' Ann.Lee+x@Example.ORG ')).toBe('ann.lee+x@example.org');
  for (const wrong of [
    '',
    'ann',
    'ann@',
    '@b.org',
    'a b@c.org',
    'a@b',
    'a@-b.org',
    `${'a'.repeat(65)}@b.org`,
    'a@b.org\nbcc: x@y.org',
  ])
    expect(() => Email(wrong), wrong).toThrow(rejected('identity.bad-email'));
});

test('a name is one line of 1 to 100 characters', () => {
  expect(Label('  Zoë  ')).toBe('Zoë');
  expect(Label('🎉'.repeat(100))).toHaveLength(200);
  for (const wrong of ['', ' ', 'a\nb', 'a\0b', 'x'.repeat(101), '\ud800'])
    expect(() => Label(wrong)).toThrow(rejected('identity.bad-name'));
});

const about = ['Ann Lee', 'ann.lee@example.org'];
const none = { isCommon: () => false, about };

test('a password is long enough, not common, and not made of what everybody knows of its owner', () => {
  expect(NewPassword('correct horse battery', none)).toBe('correct horse battery');
  expect(NewPassword('  spaces count  ', none)).toBe('  spaces count  ');
  expect(() => NewPassword('short one', none)).toThrow(rejected('identity.bad-password'));
  expect(() => NewPassword('x'.repeat(257), none)).toThrow(rejected('identity.bad-password'));
  expect(() => NewPassword('Password123', { isCommon: (text) => text === 'password123', about })).toThrow(
    rejected('identity.common-password'),
  );
  expect(() => NewPassword('ann.lee123456', none)).toThrow(rejected('identity.guessable-password'));
  expect(() => NewPassword('1234567890123', none)).toThrow(rejected('identity.guessable-password'));
});

test('roles are those there are, without doubles and in one order', () => {
  expect(Roles(['reader', 'owner', 'reader'])).toEqual(['owner', 'reader']);
  expect(() => Role('root')).toThrow(rejected('identity.bad-role'));
  expect(() => Role('__proto__')).toThrow(rejected('identity.bad-role'));
  expect(() => Roles([])).toThrow(rejected('identity.no-role'));
});

test('a reader writes nothing, logistics sees no rate, accounts no stock, an admin no deal, an auditor changes nothing', () => {
  expect(rightsFrom(['reader'])).not.toContain('graph:write');
  expect(rightsFrom(['logistics']).filter((right) => /rates|deals|credit|reports/.test(right))).toEqual([]);
  expect(rightsFrom(['accounts']).filter((right) => /inventory|dispatch/.test(right))).toEqual([]);
  expect(rightsFrom(['admin']).filter((right) => /deals|rates|graph/.test(right))).toEqual([]);
  expect(rightsFrom(['auditor']).filter((right) => !right.endsWith(':read'))).toEqual(['self:write']);
});

test('a key never carries more than its holder has', () =>
  fc.assert(
    fc.property(
      fc.subarray([...roleNames], { minLength: 1 }),
      fc.subarray(['*', 'graph:read', 'graph:write', 'rates:read']),
      (roles, wanted) => {
        const held = rightsFrom(roles);
        const left = within(held, wanted);
        if (held.includes('*')) expect(left).toEqual(wanted.includes('*') ? ['*'] : wanted.toSorted());
        else for (const right of left) expect(held).toContain(right);
      },
    ),
  ));
