import assert from 'node:assert/strict';
import { test } from 'vitest';
import { asText } from './as-text.ts';
import { parseNote } from './parse-note.ts';

const MEBIBYTE = 1_048_576;
const full = (pattern: string) => pattern.repeat(Math.ceil(MEBIBYTE / pattern.length)).slice(0, MEBIBYTE);
const ascending = () => Array.from({ length: 1_400 }, (_, index) => '`'.repeat(index + 1)).join(' ');

const hostile: Readonly<Record<string, string>> = {
  'brackets that never close': full('[['),
  'brackets that never open': full(']]'),
  'brackets closed once, at the end': `${full('[[ ').slice(0, -2)}]]`,
  'single brackets': full('['),
  'brackets and bars': full('[[a|'),
  'many links': full('[[a]]'),
  'links to markdown files': full('[a](b.md)'),
  'destinations that never end': full('](a"'),
  'destinations of brackets': full('](('),
  'destinations of spaces': full(`](a${' '.repeat(1_900)}`),
  'destinations in angles': full('](<'),
  'destinations with titles': full('](a "b" '),
  'images in links': full('[!'),
  backticks: full('`'),
  'pairs of backticks': full('` `` '),
  'runs of every length': full(`${ascending()} `),
  'escaped backticks': full('\\`'),
  backslashes: full('\\'),
  'backslashes before brackets': full(`${'\\'.repeat(999)}[[a]]`),
  'comments that never end': full('<!--'),
  'comments closed once, at the end': `${full('<!-- ').slice(0, -3)}-->`,
  'comment ends': full('-->'),
  hashes: full('#'),
  'headings of spaces': full(`# ${' '.repeat(10_000)}\n`),
  'headings of hashes': full(`# ${'# '.repeat(5_000)}\n`),
  'headings of brackets': full(`# ${'[['.repeat(5_000)}\n`),
  'one tag': `#${full('a/')}`,
  'many tags': full('#a '),
  'different tags': Array.from({ length: 150_000 }, (_, index) => `#t${index}`)
    .join(' ')
    .slice(0, MEBIBYTE),
  'empty lines': full('\n'),
  'carriage returns': full('\r'),
  fences: full('```\n'),
  'fences in lists': full('- ```a\n'),
  'fences in quotes': full('> ```\n'),
  'deep quotes': full('> '),
  'deep lists': full('- '),
  numbers: full('1'),
  spaces: full(' '),
  'lines of 10,000 characters': full(`${'word '.repeat(2_000)}\n`),
  'indented lines': full('\n     a'),
  'front matter that never ends': `---\n${full('a: 1\n')}`,
  'front matter of brackets': `---\n${'['.repeat(65_000)}\n---\n`,
  'front matter of maps': `---\n${'{a: '.repeat(16_000)}\n---\n`,
  'front matter of names': `---\n${Array.from({ length: 9_000 }, (_, index) => `k${index}:`).join('\n')}\n---\n`,
  'front matter of one name': `---\n${'a:\n'.repeat(20_000)}---\n`,
  'front matter of anchors': `---\na: [${'&a x, *a, '.repeat(6_000)}]\n---\n`,
  'front matter of indents': `---\n${Array.from({ length: 250 }, (_, index) => `${' '.repeat(index)}a:`).join('\n')}\n---\n`,
  'front matter of quotes': `---\na: "${'\\"'.repeat(32_000)}\n---\n`,
  'front matter of spaces': `---\n${`${' '.repeat(30_000)}\n`.repeat(2)}a: 1\n---\n`,
  'front matter of dashes': `---\n${'- '.repeat(60)}\n${'-\n'.repeat(30_000)}\n---\n`,
  'front matter lines that almost close': `---\n${full('--- x\n')}\n`,
  emoji: full('🧠'),
  NUL: full('\0'),
};

// Processor time, because the clock on the wall also counts what else the machine does.
const cost = (work: () => void): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
};

const read = (source: string): number => cost(() => assert.equal(parseNote(source, 'folder/note.md').content, source));

/** A mebibyte as people write it: on a machine that is slow at this moment it takes long too. */
const ordinary = full('A line with [[a link]], a #tag and some more words, as notes have them.\n');

for (const [name, source] of Object.entries(hostile))
  test(`a mebibyte of ${name} is read in under a second, or in what ten ordinary ones take`, () => {
    const took = read(source);
    if (took < 1_000) return;
    const [again, most] = [read(source), 10 * Math.min(read(ordinary), read(ordinary))];
    assert.ok(
      again < Math.max(1_000, most),
      `It took ${took.toFixed(0)} and ${again.toFixed(0)} ms, ten ordinary ones ${most.toFixed(0)} ms.`,
    );
  });

test('a file of five mebibytes is refused without being read', () => {
  const bytes = new Uint8Array(5 * MEBIBYTE).fill(97);
  const took = cost(() => assert.ok('problem' in asText(bytes)));
  assert.ok(took < 50, `It took ${took.toFixed(0)} ms.`);
});
