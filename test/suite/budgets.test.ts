import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { node } from '../../scripts/lib/child.ts';
import { repository } from '../architecture/planted.ts';
import { kindOf, kinds } from './kinds.ts';
import { settle } from './ledger.ts';
import { slownessOf } from './slowness.ts';
import { isExceeded, table } from './table.ts';

const [quick, slow] = [
  { name: 'quick', seconds: 1, target: 1, files: /^quick\// },
  { name: 'slow', seconds: 10, target: 8, files: /^slow\// },
];

test('a kind has spent half of what its files took of two workers, and exceeds its budget when that is more', () => {
  const charge = (path: string, seconds: number) => ({ path, tests: 3, seconds });
  const { spent, complaints } = settle([quick, slow], [charge('quick/a', 1), charge('slow/b', 19), charge('quick/c', 1.5)]);
  expect(complaints).toEqual([]);
  expect(spent).toEqual([
    { kind: quick, files: 2, tests: 6, seconds: 1.25 },
    { kind: slow, files: 1, tests: 3, seconds: 9.5 },
  ]);
  expect(spent.map(isExceeded)).toEqual([true, false]);
  expect(table(spent, 1.5)).toMatch(
    /✗ quick +2 +6 +1\.3 +1 +1\n✓ slow +1 +3 +9\.5 +10 +8\n {2}all +3 +9 +10\.8 +11 +9\n.* 1\.50 ×/,
  );
});

test('every test file belongs to exactly one kind', () => {
  const files = globSync('{src,test}/**/*.test.ts', { cwd: repository }).map((path) => path.replaceAll('\\', '/'));
  expect(files.length).toBeGreaterThan(180);
  expect(files.map((path) => kindOf(path, kinds)).filter((kind) => typeof kind === 'string')).toEqual([]);
});

test('a file that belongs to no kind, or to two, is named', () => {
  expect(kindOf('test/desk/deals.test.ts', kinds)).toMatchObject({ name: 'contexts' });
  expect(kindOf('test/new-folder/x.test.ts', kinds)).toContain('belongs to no kind');
  expect(kindOf('quick/a', [quick, quick])).toContain('more than one kind: quick, quick');
  expect(settle([quick], [{ path: 'other', tests: 1, seconds: 1 }]).complaints).toHaveLength(1);
});

test('a machine on which the reference takes four times as long half of the time works at five eighths of its speed', () => {
  expect(slownessOf([100, 400, 100, 400], 100)).toBeCloseTo(1.6);
  expect(slownessOf([50], 100), 'a faster machine gets no smaller budget').toBe(1);
});

test('a run whose tests hold fails when a kind exceeds its budget, or a file has no kind', async () => {
  const { code, output } = await node(repository, [
    join(repository, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--config',
    'test/suite/planted/vitest.config.ts',
  ]);
  expect(output).toMatch(/✗ planted {8}.*\n/);
  expect(output).toContain('The budget of planted is exceeded.');
  expect(output).toContain('test/suite/planted/homeless.ts belongs to no kind');
  expect(output).toContain('2 passed');
  expect(code).toBe(1);
});
