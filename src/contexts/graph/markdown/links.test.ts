import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { parseNote } from './parse-note.ts';

const links = (source: string, path?: string) => parseNote(source, path).links;
const keysInPosts = (source: string) =>
  links(source, 'posts/2024/note.md').map(({ key, otherwise }) => (otherwise === undefined ? [key] : [key, otherwise]));
const targets = (source: string) => links(source).map(({ target }) => target);

describe('wiki-links', () => {
  test('are read in all their forms', () =>
    assert.deepEqual(
      links(
        '[[Note]] [[Note|text]] [[Note#Part]] [[Note#Part#Sub]] [[Note#^block]] [[Note#Part|text]] ![[Note]] ![[pic.png|100]]',
      ),
      [
        { target: 'Note', key: 'note', kind: 'wikilink' },
        { target: 'Note', key: 'note', kind: 'wikilink', alias: 'text' },
        { target: 'Note', key: 'note', kind: 'wikilink', heading: 'Part' },
        { target: 'Note', key: 'note', kind: 'wikilink', heading: 'Part#Sub' },
        { target: 'Note', key: 'note', kind: 'wikilink', block: 'block' },
        { target: 'Note', key: 'note', kind: 'wikilink', heading: 'Part', alias: 'text' },
        { target: 'Note', key: 'note', kind: 'embed' },
        { target: 'pic.png', key: 'pic.png', kind: 'embed', alias: '100' },
      ],
    ));

  test('keep their target as written beside its key', () =>
    assert.deepEqual(links('[[ Folder/My_Note.md | a  text ]]'), [
      { target: 'Folder/My_Note.md', key: 'folder/my note', kind: 'wikilink', alias: 'a text' },
    ]));

  test('have their bar escaped in a table', () =>
    assert.deepEqual(links('| a | b |\n|---|---|\n| [[x\\|y]] | [[z\\|w]] |'), [
      { target: 'x', key: 'x', kind: 'wikilink', alias: 'y' },
      { target: 'z', key: 'z', kind: 'wikilink', alias: 'w' },
    ]));

  test('to a heading of the note itself lead to no other note', () =>
    assert.deepEqual(targets('[[#Part]] [[#^block]] [[|text]] [[]] [[ ]]'), []));

  test('are not read across lines, inside out, or when escaped', () => {
    assert.deepEqual(targets('[[a\nb]] [[c\r\nd]] \\[[e]] \\\\[[f]] [[g]h]] ]] [[ [i]'), ['f']);
    assert.deepEqual(targets('[[[a]]] [[x [[b]] [[c]]]] [[d|[e] f]]'), ['a', 'b', 'c', 'd']);
  });

  test('with a dot are relative to the folder of the note, all others start anywhere', () =>
    assert.deepEqual(
      links('[[../b/x]] [[./y]] [[b/x]]', 'a/c/note.md').map(({ key }) => key),
      ['a/b/x', 'a/c/y', 'b/x'],
    ));

  test('name notes in any script and with emoji', () =>
    assert.deepEqual(targets('[[日本語]] [[été]] [[🧠 brain]] [[C++]]'), ['日本語', 'été', '🧠 brain', 'C++']));

  test('in front matter count, as Obsidian counts them', () =>
    assert.deepEqual(targets('---\ncategories:\n  - "[[Books]]"\nup: [[Home]]\n---\n[[a]]'), ['Books', 'Home', 'a']));

  test('keep code in their display text', () => assert.equal(links('[[a|the `code`]]')[0]?.alias, 'the `code`'));

  test('longer than any name are text', () =>
    assert.deepEqual(targets(`[[${'a'.repeat(600)}]] [[${'b '.repeat(5_000)}]] [[c]]`), ['c']));

  test('to a name with a control character are text', () =>
    assert.deepEqual(targets('[[a\0b]] [[a\tb]] [[\ud800]] [x](a%00b.md)'), []));
});

describe('markdown links', () => {
  test('lead to a path from the folder of the note, or else from the root', () =>
    assert.deepEqual(keysInPosts('[a](x.md) [b](./x.md) [c](../x.md) [d](/x.md) [e](thoughts/x.md) [f](x)'), [
      ['posts/2024/x', 'x'],
      ['posts/2024/x'],
      ['posts/x'],
      ['x'],
      ['posts/2024/thoughts/x', 'thoughts/x'],
      ['posts/2024/x', 'x'],
    ]));

  test('are decoded, may stand in angle brackets, and carry headings, blocks and titles', () =>
    assert.deepEqual(
      links(
        '[a b](my%20note.md#My%20part) [c](<my note.md> "title") [d](my%20note.md#^x1 \'t\') ![e](y.md) [f](a_(b).md) [g](100%.md)',
      ),
      [
        { target: 'my note.md', key: 'my note', kind: 'markdown', heading: 'My part', alias: 'a b' },
        { target: 'my note.md', key: 'my note', kind: 'markdown', alias: 'c' },
        { target: 'my note.md', key: 'my note', kind: 'markdown', block: 'x1', alias: 'd' },
        { target: 'y.md', key: 'y', kind: 'embed', alias: 'e' },
        { target: 'a_(b).md', key: 'a (b)', kind: 'markdown', alias: 'f' },
        { target: '100%.md', key: '100%', kind: 'markdown', alias: 'g' },
      ],
    ));

  test('to the web, to files, folders and headings lead to no note', () =>
    assert.deepEqual(
      targets(
        '[a](https://x.org/a.md) [b](mailto:a@b.c) [c](//x.org/y) [d](pic.png) [e](/tags/) [f](#part) [g]() [h](obsidian://open) [i](a b.md)',
      ),
      [],
    ));

  test('around a picture and beside wiki-links are read', () => {
    assert.deepEqual(targets('[![alt](pic.png)](note.md) [[a]](b.md) [see [[c]]](d.md) [e]([[f]])'), [
      'note.md',
      'a',
      'b.md',
      'c',
      'd.md',
      'f',
    ]);
    assert.equal(links('[a [b] c](x.md)')[0]?.alias, 'a [b] c');
  });

  test('are not read when escaped or without their text', () => assert.deepEqual(targets('\\[a](b.md) c](d.md) [e] (f.md)'), []));
});

test('a note keeps its first 10,000 links and says that there are more', () => {
  const note = parseNote('[[a]] '.repeat(10_001));
  assert.equal(note.links.length, 10_000);
  assert.deepEqual(note.problems, [{ message: 'Links beyond the first 10,000 are not followed.' }]);
});
