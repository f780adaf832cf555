import { join } from 'node:path';
import { expect, test } from 'vitest';
import { atLeast, below } from '../bench/lab/judge.ts';
import { callers, percentile } from '../bench/lab/rounds.ts';
import { table } from '../bench/lab/table.ts';
import { node } from '../scripts/lib/child.ts';
import { repository } from './architecture/planted.ts';

const measured = { group: 'log', claim: 'appends', figure: 25_000, unit: '/s', control: 4_000 };

test('a claim holds when it reaches its bar and beats its control often enough, and not otherwise', () => {
  expect(atLeast(measured, 20_000, 5)).toEqual({ ...measured, ratio: 6.25, bar: '≥ 20,000, ≥ 5 × control', holds: true });
  expect(atLeast(measured, 20_000, 7).holds).toBe(false);
  expect(atLeast(measured, 30_000, 5).holds).toBe(false);
  expect(atLeast({ ...measured, figure: Number.NaN }, 20_000).holds).toBe(false);
});

test('a claim with a ceiling does not hold at the ceiling, nor without a figure', () => {
  const { control: _, ...alone } = measured;
  expect(below({ ...alone, figure: 9.99 }, 10)).toMatchObject({ holds: true, control: null, ratio: null });
  expect(below({ ...alone, figure: 10 }, 10).holds).toBe(false);
  expect(below({ ...alone, figure: Number.NaN }, 10).holds).toBe(false);
});

test('a claim that does not hold is marked in the table', () => {
  expect(table([atLeast(measured, 30_000)])).toContain('✗  log');
});

test('a percentile of nothing is no figure', () => {
  expect(percentile([], 0.99)).toBeNaN();
  expect(percentile([1, 2, 3, 4], 0.5)).toBe(3);
});

test('callers ask again as soon as they are answered, for as long as they are told', async () => {
  let most = 0;
  let open = 0;
  const ask = async () => {
    most = Math.max(most, ++open);
    await new Promise((resolve) => setTimeout(resolve, 5));
    open--;
  };
  const { perSecond, p50 } = await callers(4, ask)(0.1);
  expect(most).toBe(4);
  expect(perSecond).toBeGreaterThan(0);
  expect(p50).toBeGreaterThan(4);
});

test('a group that does not exist is an error, not a pass', async () => {
  const { code, output } = await node(repository, [join(repository, 'bench/run.ts'), 'nonsense']);
  expect(output).toContain('There is no group nonsense');
  expect(code).toBe(2);
});
