import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { blank } from './blocks.ts';
import { codeIn } from './code.ts';
import { parseNote } from './parse-note.ts';

const targets = (...lines: string[]) => parseNote(lines.join('\n')).links.map(({ target }) => target);

test('links in fenced code are code, whatever the fence', () => {
  assert.deepEqual(targets('```', '[[a]]', '```', '[[b]]'), ['b']);
  assert.deepEqual(targets('~~~~js', '[[a]]', '~~~', '[[a]]', '```', '~~~~~  ', '[[b]]'), ['b']);
  assert.deepEqual(targets('`````', '````', '[[a]]', '`````', '[[b]]'), ['b']);
  assert.deepEqual(targets('```\r', '[[a]]\r', '```\r', '[[b]]\r'), ['b']);
  assert.deepEqual(targets('> ```', '> [[a]]', '> ```', '> [[b]]'), ['b']);
});

test('an unclosed fence reaches to the end of the note, quote or list item', () => {
  assert.deepEqual(targets('[[b]]', '```', '[[a]]', '', '[[a]]'), ['b']);
  assert.deepEqual(targets('> ```', '> [[a]]', '[[b]]'), ['b']);
  assert.deepEqual(targets('- ```', '  [[a]]', '- [[b]]'), ['b']);
});

test('a fence in a list holds code that stands left of it', () =>
  assert.deepEqual(targets('- ```', '[[a]]', '```', '- [[b]]'), ['b']));

test('a closing fence has no words behind it, an opening fence no backtick', () => {
  assert.deepEqual(targets('```', '``` js', '[[a]]', '```', '[[b]]'), ['b']);
  assert.deepEqual(targets('``` a`b', '[[b]]'), ['b']);
});

test('links in code spans are code, whatever the number of backticks', () => {
  assert.deepEqual(targets('`[[a]]` ``[[a]] ` [[a]]`` [[b]]'), ['b']);
  assert.deepEqual(targets('`[[a]]', '[[a]]` [[b]]'), ['b']);
});

test('a backtick without its partner in the same paragraph opens nothing', () => {
  assert.deepEqual(targets('` [[b]]', '', '[[c]] `'), ['b', 'c']);
  assert.deepEqual(targets('- ` [[b]]', '- [[c]] `'), ['b', 'c']);
  assert.deepEqual(targets('# ` [[b]]', '[[c]] `'), ['b', 'c']);
  assert.deepEqual(targets('`` [[b]] `'), ['b']);
});

test('an escaped backtick opens nothing, inside code nothing is escaped', () => {
  assert.deepEqual(targets('\\` [[b]] `'), ['b']);
  assert.deepEqual(targets('\\\\` [[a]] ` [[b]]'), ['b']);
  assert.deepEqual(targets('`a\\` [[b]] `'), ['b']);
});

test('links in HTML comments are hidden, also over several paragraphs', () => {
  assert.deepEqual(targets('<!-- [[a]] --> [[b]] <!--', '', '```', '[[a]] --> [[c]]', '', '[[d]]'), ['b', 'c', 'd']);
  assert.deepEqual(targets('<!-- [[b]]', '[[c]]'), ['b', 'c']);
  assert.deepEqual(targets('`<!--` [[b]] `-->`'), ['b']);
});

test('indented code is code, indented lists and their paragraphs are not', () => {
  assert.deepEqual(targets('text', '', '    [[a]]', '', '\t[[a]]', '[[b]]'), ['b']);
  assert.deepEqual(targets('text', '    [[b]]'), ['b']);
  assert.deepEqual(targets('- item', '', '    [[b]]', '    - [[c]]', '', '\t\t[[d]]'), ['b', 'c', 'd']);
});

test('blanking keeps the length and the line ends, and only code is blanked', () =>
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom(
          '`',
          '``',
          '```',
          '~~~',
          '\n',
          '\r\n',
          ' ',
          '    ',
          '\t',
          'a',
          '[[b]]',
          '- ',
          '> ',
          '# ',
          '<!--',
          '-->',
          '\\',
          '🧠',
        ),
        { maxLength: 60 },
      ),
      (pieces) => {
        const text = pieces.join('');
        const spans = codeIn(text, 0);
        const prose = blank(text, spans);
        assert.equal(prose.length, text.length);
        assert.deepEqual(prose.match(/\r|\n/g), text.match(/\r|\n/g));
        spans.forEach(({ start, end }, index) =>
          assert.ok(start < end && start >= (spans[index - 1]?.end ?? 0) && end <= text.length),
        );
        for (let at = 0; at < text.length; at++)
          assert.ok(prose[at] === text[at] || spans.some(({ start, end }) => start <= at && at < end));
      },
    ),
    { numRuns: 500 },
  ));
