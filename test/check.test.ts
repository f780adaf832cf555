import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { node } from '../scripts/lib/child.ts';
import { checks } from '../scripts/lib/checks.ts';
import { plant, repository } from './architecture/planted.ts';

const tree = plant('checks');
afterAll(() => tree.remove());

const check = (...names: readonly string[]) => node(tree.root, [join(repository, 'scripts/check.mjs'), ...names]);

test('every check fails on the fault that is planted for it, and says so', { timeout: 120_000 }, async () => {
  const { code, output } = await check();
  expect([...output.matchAll(/^✗ (\w+)/gm)].map(([, name = '']) => name).toSorted()).toEqual(
    checks.map(({ name }) => name).toSorted(),
  );
  expect(code).toBe(1);
  for (const { file } of tree.expected) expect(output).toContain(file);
});

test('a check that does not exist is an error, not a pass', async () => {
  const { code, output } = await check('speling');
  expect(output).toContain('no check named speling');
  expect(code).toBe(2);
});
