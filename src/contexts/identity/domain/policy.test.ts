import { expect, test } from 'vitest';
import { given } from '#testing/given';
import { Label } from './label.ts';
import { addRule, Conditions, Policy, type PolicyEvent, removeRule, type Rule } from './policy.ts';

const rule = (id: string, more: Partial<Rule> = {}): Rule => ({ id, label: Label('No.'), right: 'graph:write', ...more });
const added = (id: string, more: Partial<Rule> = {}): PolicyEvent => ({ type: 'RuleAdded', data: rule(id, more) });

test('a rule is added and taken away, once', () => {
  given(Policy)
    .when((now) => addRule(now, rule('a')))
    .then(added('a'));
  given(Policy, added('a'))
    .when((now) => removeRule(now, 'a'))
    .then({ type: 'RuleRemoved', data: { id: 'a' } });
  given(Policy, added('a'), { type: 'RuleRemoved', data: { id: 'a' } })
    .when((now) => removeRule(now, 'a'))
    .thenRejected('identity.no-rule');
});

test('no rule locks everybody out of the rules, nor the owners', () => {
  given(Policy)
    .when((now) => addRule(now, rule('a', { right: '*' })))
    .thenRejected('identity.rule-for-all');
  given(Policy)
    .when((now) => addRule(now, rule('a', { right: 'identity:write' })))
    .thenRejected('identity.rule-for-all');
  given(Policy)
    .when((now) => addRule(now, rule('a', { right: '*', when: { graph: 'g' } })))
    .thenRejected('identity.rule-for-owners');
  given(Policy)
    .when((now) => addRule(now, rule('a', { right: 'identity:write', roles: ['owner'] })))
    .thenRejected('identity.rule-for-owners');
  given(Policy)
    .when((now) => addRule(now, rule('a', { right: '*', roles: ['reader'] })))
    .then(added('a', { right: '*', roles: ['reader'] }));
});

test('a workspace has two hundred rules at most', () =>
  given(Policy, ...Array.from({ length: 200 }, (_, n) => added(`${n}`)))
    .when((now) => addRule(now, rule('more')))
    .thenRejected('identity.too-many-rules'));

test('conditions compare attributes with plain values', () => {
  expect(
    Conditions({ graph: 'a', amount: { $gt: 5, $lte: 10 }, tags: { $in: ['x', 'y'] }, 'party.id': '$actor', open: true }),
  ).toBeDefined();
  for (const wrong of [
    { $where: '1' },
    { 'a b': 1 },
    { a: { $regex: '.*' } },
    { a: null },
    { a: { $in: [{}] } },
    { 'constructor.': 1 },
  ])
    expect(() => Conditions(wrong as never)).toThrow(expect.objectContaining({ code: 'identity.bad-condition' }));
});
