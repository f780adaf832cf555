import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { KEY_LENGTH, linkKey, namesOf, resolve, spellingOf } from './link.ts';

const piece = fc.constantFrom(
  'a',
  'B',
  'é',
  'e\u0301',
  'İ',
  'Σ',
  ' ',
  '-',
  '_',
  '.',
  '..',
  '/',
  '\\',
  '.md',
  '.MD',
  '\t',
  '🧠',
  '\u0338',
);
const note = (id: string, path: string, [title, ...aliases]: readonly [string, ...string[]]) => ({
  id,
  names: namesOf({ path, title, aliases }),
});

const vault = [
  note('root', 'Garden.md', ['My garden']),
  note('deep', 'areas/home/garden.md', ['The other garden', 'plot']),
  note('plan-a', 'a/plan.md', ['Plan A']),
  note('plan-b', 'b/plan.md', ['Plan B', 'backup']),
  note('plan-c', 'x/b/plan.md', ['Plan C', 'plan', 'backup']),
];
const find = (text: string) =>
  resolve(vault.flatMap(({ id, names }) => names.filter(({ key }) => key === linkKey(text)).map(({ rank }) => ({ id, rank }))));

test('case, white space, hyphens, underscores and the extension do not matter', () => {
  for (const text of [
    'foo bar',
    'Foo-Bar',
    'foo_bar.md',
    ' FOO   bar.MD ',
    './foo-bar',
    '/foo bar',
    '../foo bar',
    'foo bar.md.md',
  ])
    assert.equal(linkKey(text), 'foo bar');
});

test('folders stay, with either slash and without detours', () => {
  for (const text of ['a/b c', 'A\\B-c.md', './a//b_c', 'a/x/../b c', ' a / b c ']) assert.equal(linkKey(text), 'a/b c');
});

test('composed and decomposed spellings are one key', () => assert.equal(linkKey('Cafe\u0301'), linkKey('CAFÉ')));

test('a name of nothing but signs keeps them', () =>
  assert.deepEqual(['-', '__', '.md', '???'].map(linkKey), ['-', '__', '.md', '???']));

test('what names nothing, or no end of it, has no key', () => {
  for (const text of ['', ' ', '/', './', '..', 'a'.repeat(KEY_LENGTH + 1), 'a '.repeat(1_000_000)])
    assert.equal(linkKey(text), '');
});

test('a key of a key is the same key, and always fits an index', () =>
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const key = linkKey(pieces.join(''));
      assert.equal(linkKey(key), key);
      assert.equal(key, key.normalize('NFC'));
      assert.ok(key.length <= KEY_LENGTH);
    }),
  ));

test('a note is found by path, file name, title, end of path and alias, in that order', () =>
  assert.deepEqual(namesOf({ path: 'Areas/Home/My-Garden.md', title: 'The garden', aliases: ['plot', 'THE GARDEN'] }), [
    { key: 'areas/home/my garden', rank: 0, spelling: 'Areas/Home/My-Garden' },
    { key: 'my garden', rank: 1, spelling: 'My-Garden' },
    { key: 'the garden', rank: 1, spelling: 'The garden' },
    { key: 'home/my garden', rank: 2, spelling: 'Home/My-Garden' },
    { key: 'plot', rank: 3, spelling: 'plot' },
  ]));

test('a note without a file is found by title and alias', () =>
  assert.deepEqual(namesOf({ title: 'A', aliases: ['b'] }), [
    { key: 'a', rank: 1, spelling: 'A' },
    { key: 'b', rank: 3, spelling: 'b' },
  ]));

test('an exact path goes before a file name elsewhere', () => {
  assert.deepEqual(find('garden'), { status: 'resolved', id: 'root' });
  assert.deepEqual(find('areas/home/garden.md'), { status: 'resolved', id: 'deep' });
  assert.deepEqual(find('b/plan'), { status: 'resolved', id: 'plan-b' });
});

test('the end of a path is enough', () => assert.deepEqual(find('Home/Garden'), { status: 'resolved', id: 'deep' }));

test('two notes of one name leave the link to the next rank', () =>
  assert.deepEqual(find('plan'), { status: 'ambiguous', ids: ['plan-a', 'plan-b', 'plan-c'] }));

test('a shared alias is ambiguous, a missing name unresolved', () => {
  assert.deepEqual(find('backup'), { status: 'ambiguous', ids: ['plan-b', 'plan-c'] });
  assert.deepEqual(find('nowhere'), { status: 'unresolved' });
});

test('a name shared at one rank is found at the next rank that has it once', () =>
  assert.deepEqual(
    resolve([
      { id: 'a', rank: 1 },
      { id: 'b', rank: 1 },
      { id: 'c', rank: 3 },
    ]),
    { status: 'resolved', id: 'c' },
  ));

test('of two notes that differ in case, the one spelt like the link is meant', () => {
  const carriers = namesOf({ path: 'Push.md', title: 'x', aliases: [] })
    .concat(namesOf({ path: 'push.md', title: 'y', aliases: [] }))
    .filter(({ key }) => key === 'push')
    .map((name) => ({ ...name, id: name.spelling }));
  assert.deepEqual(resolve(carriers, 'push'), { status: 'resolved', id: 'push' });
  assert.deepEqual(resolve(carriers, './Push.md'), { status: 'resolved', id: 'Push' });
  assert.deepEqual(resolve(carriers, 'PUSH'), { status: 'ambiguous', ids: ['Push', 'push'] });
});

test('a relative link is spelt like the end of a path', () => {
  const carriers = [
    { id: 'a', rank: 0, spelling: 'x/Foo' },
    { id: 'b', rank: 0, spelling: 'x/foo' },
  ] as const;
  assert.deepEqual(resolve(carriers, '../Foo.md'), { status: 'resolved', id: 'a' });
});

test('a spelling keeps case and signs, and loses what a path adds', () => {
  assert.equal(spellingOf('.\\Areas\\My_Garden.MD'), 'Areas/My_Garden');
  assert.equal(linkKey(spellingOf('.\\Areas\\My_Garden.MD')), 'areas/my garden');
});
