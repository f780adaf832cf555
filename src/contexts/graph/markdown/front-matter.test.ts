import assert from 'node:assert/strict';
import { test } from 'vitest';
import { parseNote } from './parse-note.ts';

const note = (...lines: string[]) => parseNote(['---', ...lines, '---', 'text'].join('\n'));
const told = (...lines: string[]) => note(...lines).problems.map(({ line, message }) => `${line}: ${message}`);

test('properties keep their kinds, and dates stay text', () =>
  assert.deepEqual(
    note(
      'a: text',
      'b: 4',
      'c: -1.5',
      'd: true',
      'e:',
      'f: 2026-01-14',
      'g: 2026-01-14T10:00:00Z',
      'h: [1, x]',
      'i: {j: k}',
      'l: 10:30',
    ).properties,
    {
      a: 'text',
      b: 4,
      c: -1.5,
      d: true,
      e: null,
      f: '2026-01-14',
      g: '2026-01-14T10:00:00Z',
      h: [1, 'x'],
      i: { j: 'k' },
      l: '10:30',
    },
  ));

test('a number that would come back changed stays text', () =>
  assert.deepEqual(note('a: 0123', 'b: 12345678901234567890', 'c: .inf', 'd: .nan', 'e: -0').properties, {
    a: '0123',
    b: '12345678901234567890',
    c: '.inf',
    d: '.nan',
    e: 0,
  }));

test('malformed front matter is kept as text, and the line is told', () => {
  const broken = note('title: a', 'b: [1', 'tags: c', '# Heading');
  assert.equal(broken.title, 'Heading');
  assert.deepEqual([broken.tags, broken.properties], [[], {}]);
  assert.match(
    broken.problems.map(({ line, message }) => `${line}: ${message}`).join(),
    /^\d: The front matter is kept as plain text: .+\.$/,
  );
  assert.deepEqual(told('just text'), ['1: The front matter is kept as plain text: it is not a list of names and values.']);
  assert.deepEqual(told('# a comment'), ['1: The front matter is kept as plain text: it holds no names and values.']);
});

test('the line of a malformed front matter counts from the top of the note', () =>
  assert.equal(note('a: 1', 'b: "open').problems[0]?.line, 4));

test('front matter stands at the very start between two lines of three hyphens', () => {
  for (const source of [
    '\n---\na: 1\n---',
    '---\na: 1',
    '----\na: 1\n----',
    'x\n---\na: 1\n---',
    '---a: 1\n---',
    '---\na: 1\n--- x',
  ])
    assert.deepEqual([parseNote(source).properties, parseNote(source).problems], [{}, []], source);
  for (const source of ['---\na: 1\n---', '---  \r\na: 1\r\n---\r\n', '\uFEFF---\na: 1\n---\n---'])
    assert.deepEqual(parseNote(source).properties, { a: 1 });
  assert.deepEqual(parseNote('---\n---\n# x').problems, []);
});

test('a value beyond the limits is cut or left out, and the rest is kept', () => {
  const { properties, problems } = note(
    'ok: 1',
    `long: ${'x'.repeat(1_200)}`,
    'deep: {a: {b: {c: {d: 1}}}}',
    `${'k'.repeat(101)}: 1`,
    'nul: "a\\0b"',
  );
  assert.deepEqual(properties, { ok: 1, long: 'x'.repeat(1_000), deep: { a: { b: {} } } });
  assert.deepEqual(
    problems.map(({ line }) => line),
    [3, 4, 5, 6],
  );
});

test('a note keeps its first 50 properties and 1,000 values', () => {
  const many = note(...Array.from({ length: 60 }, (_, index) => `k${index}: ${index}`));
  assert.equal(Object.keys(many.properties).length, 50);
  assert.equal(many.problems.length, 10);
  const values = note(`list: [${Array.from({ length: 2_000 }, () => 'x').join(', ')}]`, 'after: 1');
  assert.deepEqual(Object.keys(values.properties), ['list']);
  assert.equal(values.problems.length, 1);
});

test('of a name that stands twice the last one counts', () => {
  assert.deepEqual(note('a: 1', 'a: 2').properties, { a: 2 });
  assert.deepEqual(told('a: 1', 'a: 2'), ['3: The property "a" stands twice; the last one counts.']);
});

test('names that reach into the prototype are left out', () => {
  const { properties, problems } = note('__proto__: {polluted: true}', 'constructor: 1', 'nested: {prototype: 1, ok: 2}');
  assert.deepEqual(properties, { nested: { ok: 2 } });
  assert.equal(problems.length, 3);
  assert.equal(Reflect.get({}, 'polluted'), undefined);
});

test('an alias bomb stays as small as it was written', () => {
  const bomb = [
    'a: &a [x, x]',
    ...Array.from(
      { length: 20 },
      (_, index) => `b${index}: &b${index} [*a, *a, ${index > 0 ? `*b${index - 1}, *b${index - 1}` : 'x'}]`,
    ),
  ];
  const { properties, problems } = note(...bomb);
  assert.ok(JSON.stringify(properties).length < 500);
  assert.equal(problems.length, 20);
});

test('an unquoted template or emphasis costs only its own property', () => {
  assert.deepEqual(note('created: {{date}}', 'a: 1', 'title: *bold').properties, { created: {}, a: 1 });
});

test('front matter that is huge or deep is kept as text', () => {
  assert.match(told(`a: ${'x'.repeat(70_000)}`).join(), /longer than 65,536 characters/);
  for (const deep of [
    `a: ${'['.repeat(30_000)}`,
    `a: ${'{a: '.repeat(10_000)}`,
    `${'- '.repeat(30_000)}x`,
    `${'? '.repeat(30_000)}x`,
  ])
    assert.match(told(deep).join(), /nested more than 64 deep/);
});
