import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { Content } from '../domain/content.ts';
import { Properties } from '../domain/properties.ts';
import { Tags } from '../domain/tag.ts';
import { Title } from '../domain/title.ts';
import { parseNote } from './parse-note.ts';

const titleOf = (source: string, path?: string) => parseNote(source, path).title;

test('a note says its title, tags, aliases, properties and links', () => {
  const source =
    '---\ntitle: My note\ntags: [a, b/c]\naliases:\n  - Other\ncreated: 2026-01-14\nrating: 4.5\n---\n# Heading\n\n#d [[Note]]\n';
  assert.deepEqual(parseNote(source, 'folder/file.md'), {
    title: 'My note',
    content: source,
    tags: ['a', 'b/c', 'd'],
    aliases: ['Other'],
    properties: { created: '2026-01-14', rating: 4.5 },
    links: [{ target: 'Note', key: 'note', kind: 'wikilink' }],
    problems: [],
  });
});

test('the title is that of the front matter, else the first heading, else the file name', () => {
  assert.equal(titleOf('---\ntitle: A\n---\n# B', 'c.md'), 'A');
  assert.equal(titleOf('---\ntitle: ""\n---\n## C\n```\n# D\n```\n#e\n# \n# B\n# F', 'c.md'), 'B');
  assert.equal(titleOf('text', 'folder/My file.v2.MD'), 'My file.v2');
  assert.equal(titleOf('text', 'folder\\file.md'), 'file');
  assert.equal(titleOf('---\ntitle: 2026\n---'), '2026');
  assert.equal(titleOf('text'), 'Untitled');
});

test('a title is read without the mark-up of its heading', () => {
  assert.equal(titleOf('# The **big** [[note|Note]] of `code` [here](x.md) ##'), 'The big Note of code here');
  assert.equal(titleOf('# `code`'), 'code');
  assert.equal(titleOf('# C# and snake_case'), 'C# and snake_case');
});

test('a title that is too long is cut, one of several lines joined', () => {
  assert.equal(titleOf(`# ${'🧠'.repeat(300)}`), '🧠'.repeat(255));
  assert.equal(titleOf('---\ntitle: |\n  a\n  b\n---'), 'a b');
});

test('tags and aliases come as lists or as text', () => {
  assert.deepEqual(parseNote('---\ntags: a, b c\ntag: d\naliases: One, Two words\nalias: [Three]\n---').tags, [
    'a',
    'b',
    'c',
    'd',
  ]);
  assert.deepEqual(parseNote('---\ntags: a, b c\ntag: d\naliases: One, Two words\nalias: [Three]\n---').aliases, [
    'One',
    'Two words',
    'Three',
  ]);
  assert.deepEqual(parseNote('---\ntags:\n  - "#a"\n  - two words\n  - 2026\n  -\naliases:\n---'), {
    ...parseNote(''),
    content: '---\ntags:\n  - "#a"\n  - two words\n  - 2026\n  -\naliases:\n---',
    tags: ['a', 'two-words'],
    problems: [{ message: '"2026" is not a tag and is left out.' }],
  });
});

test('inline tags follow white space and end at the first sign that no tag has', () => {
  assert.deepEqual(parseNote('#a text #b/c, #d. (#no) x#no ##no # no #1 #e/ #é #🧠 #to-do\n#f').tags, [
    'a',
    'b/c',
    'd',
    'e',
    'é',
    '🧠',
    'to-do',
    'f',
  ]);
  assert.deepEqual(parseNote('https://x.org/#no [[a #no]] [x](#no) [[b|c #no]] `#no` <!-- #no -->\n```\n#no\n```').tags, []);
});

test('a note keeps its first 50 tags and aliases and says that there are more', () => {
  const list = Array.from({ length: 60 }, (_, index) => `n${index}`).join(', ');
  const { tags, aliases, problems } = parseNote(`---\ntags: [${list}]\naliases: [${list}]\n---`);
  assert.deepEqual([tags.length, aliases.length], [50, 50]);
  assert.deepEqual(
    problems.map(({ message }) => message),
    ['Tags beyond the first 50 are left out.', 'Aliases beyond the first 50 are left out.'],
  );
});

test('whatever the text, a note is read, and what is read keeps the rules', () => {
  const pieces = [
    '---\n',
    'title: ',
    'tags: [',
    'a',
    '"',
    '\0',
    '\ud800',
    '\u0301',
    ': ',
    '- ',
    '#',
    '# ',
    '[[',
    ']]',
    '|',
    '](',
    ')',
    '\n',
    '\r\n',
    ' ',
    '🧠',
    '{',
    '}',
    '&x',
    '*x',
    '`',
    '%',
    '<',
    '!',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 60 }), fc.boolean(), (parts, front) => {
      const source = (front ? '---\n' : '') + parts.join('') + (front ? '\n---\n' : '');
      const note = parseNote(source, 'a/b.md');
      assert.equal(note.content, source);
      assert.equal(Title(note.title), note.title);
      assert.deepEqual(Tags(note.tags), note.tags);
      assert.deepEqual(Properties(note.properties), note.properties);
      for (const link of note.links)
        for (const text of Object.values(link)) assert.ok(text.isWellFormed() && !text.includes('\0') && text !== '');
      assert.deepEqual(parseNote(source, 'a/b.md'), note);
    }),
    { numRuns: 2_000 },
  );
});

test('the content is the source, to the byte', () => {
  const source = '\uFEFF---\r\ntitle: "a"\r\n---\r\n\r\ntext \t\r\n';
  assert.equal(parseNote(source).content, source);
  assert.equal(parseNote(source).title, 'a');
  assert.equal(Content(source), source);
});
