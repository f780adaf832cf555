import { expect, test } from 'vitest';
import { Path } from './path.ts';

test('a path names folders and a file', () => expect(Path('projects/almanac.md')).toBe('projects/almanac.md'));

test('a path never leaves its folder, and is one line', () => {
  for (const bad of ['', '/a', 'a/', 'a//b', '../a', 'a/../b', './a', 'a\\b', 'a\nb', 'a\u0000', 'x'.repeat(1_025)])
    expect(() => Path(bad)).toThrow(/A path/);
});
