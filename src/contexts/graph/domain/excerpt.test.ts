import { expect, test } from 'vitest';
import { excerptOf } from './excerpt.ts';

test('an excerpt is the first words of a note, without front matter and mark-up', () =>
  expect(excerptOf('---\ntitle: x\n---\n# Head *line*\n\n> See [[Some note|that]], [[Other]] and ![pic](a.png) `now`\n')).toBe(
    'Head line See that, Other and pic now',
  ));

test('an excerpt has at most 200 characters and parts no surrogate pair', () => {
  const excerpt = excerptOf('😀'.repeat(5_000));
  expect(excerpt).toBe('😀'.repeat(200));
  expect(excerptOf('')).toBe('');
  expect(excerptOf('---\nnever closed')).toBe('--- never closed');
});
