import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { Properties } from './properties.ts';

const refused = (input: unknown) => assert.throws(() => Properties(input), { code: 'graph.bad-properties' });
const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`key ${index}`, index]));
const lists = (depth: number): unknown => (depth === 0 ? 1 : [lists(depth - 1)]);

const key = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
  .filter((text) => text.trim() !== '' && !/^(__proto__|constructor|prototype)$/.test(text));
const leaf = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);
const map = fc.dictionary(key, fc.oneof(leaf, fc.array(leaf), fc.dictionary(key, leaf, { maxKeys: 5 })), { maxKeys: 10 });

test('properties are copied, equal what was given, and survive JSON', () =>
  fc.assert(
    fc.property(map, (input) => {
      const properties = Properties(input);
      assert.notEqual(properties, input);
      assert.deepEqual(properties, JSON.parse(JSON.stringify(input)));
      assert.deepEqual(Properties(properties), properties);
      assert.deepEqual(JSON.parse(JSON.stringify(properties)), properties);
    }),
  ));

test('properties have at most 50 names of 1 to 100 characters', () => {
  assert.equal(Object.keys(Properties(keys(50))).length, 50);
  refused(keys(51));
  refused({ inner: keys(51) });
  assert.deepEqual(Properties({ ['🧠'.repeat(100)]: 1 }), { ['🧠'.repeat(100)]: 1 });
  for (const name of ['', ' ', 'a'.repeat(101), 'a\0', 'a\nb', '\ud800']) refused({ [name]: 1 });
});

test('a text has at most 1,000 characters, may have lines, and no NUL', () => {
  assert.deepEqual(Properties({ text: 'a\nb' }), { text: 'a\nb' });
  assert.deepEqual(Properties({ text: '🧠'.repeat(1_000) }), { text: '🧠'.repeat(1_000) });
  for (const text of ['a'.repeat(1_001), 'a\0', '\udc00']) refused({ text });
});

test('properties are nested at most 4 deep, maps and lists alike, and never in a circle', () => {
  Properties({ a: { b: { c: { d: 1 } } } });
  Properties({ a: lists(3) });
  refused({ a: { b: { c: { d: {} } } } });
  refused({ a: lists(4) });
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  refused(circle);
});

test('properties hold at most 1,000 values in all', () => {
  Properties({ list: Array.from({ length: 999 }, () => 1) });
  refused({ list: Array.from({ length: 1_000 }, () => 1) });
});

test('only plain data is a property', () => {
  for (const value of [undefined, Number.NaN, Number.POSITIVE_INFINITY, 1n, Symbol('s'), () => 1, new Map(), new Date(0), /x/])
    refused({ value });
  for (const input of [null, undefined, 1, 'text', [], new Map()]) refused(input);
});

test('names that reach into the prototype are refused, at any depth', () => {
  for (const name of ['__proto__', 'constructor', 'prototype']) {
    refused(JSON.parse(`{"${name}": {"polluted": true}}`));
    refused(JSON.parse(`{"a": [{"${name}": 1}]}`));
  }
  assert.equal(Reflect.get({}, 'polluted'), undefined);
});
