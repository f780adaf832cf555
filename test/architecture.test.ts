import { afterAll, describe, expect, test, vi } from 'vitest';
import { importRules, imports } from '../scripts/lib/imports.ts';
import { lint, typeErrors } from './architecture/checkers.ts';
import { broken, rules } from './architecture/house.ts';
import { lines, plant, repository } from './architecture/planted.ts';

vi.setConfig({ testTimeout: 60_000 });

const trees: { readonly remove: () => void }[] = [];
const planted = (...wanted: Parameters<typeof plant>) => {
  const tree = plant(...wanted);
  trees.push(tree);
  return tree;
};
afterAll(() => trees.forEach(({ remove }) => remove()));

describe('imports', () => {
  test('follow the rules, and the checker has seen every file', async () => {
    const { broken: found, unseen } = await imports(repository);
    expect(lines(found)).toEqual([]);
    expect(unseen).toEqual([]);
  });

  test('that break a rule are caught by that rule, and sound ones pass', async () => {
    const { root, expected } = planted('imports');
    expect(lines((await imports(root)).broken)).toEqual(lines(expected));
  });

  test('that the checker does not look at are named', async () => {
    const { root } = planted('imports');
    const { broken: found, unseen } = await imports(root, ['--include-only', '^src/kernel/event']);
    expect(found).toEqual([]);
    expect(unseen).toContain('src/contexts/graph/domain/reads-a-file.ts');
  });

  test('are each forbidden by a rule that a planted violation proves', () => {
    const proven = new Set(planted('imports').expected.map(({ rule }) => rule));
    expect(importRules(repository).toSorted()).toEqual([...proven].toSorted());
  });
});

describe('the house rules', () => {
  test.each(rules)('$name: $because', (rule) => {
    expect(broken(repository, [rule])).toEqual([]);
  });

  test('catch every planted violation, each by its own rule, and let sound files pass', async () => {
    const { root, write, expected } = planted('texts');
    write('src/platform/long.ts', 'export const line = 1;\n'.repeat(301));
    const found = broken(root, rules).map((line) => line.slice(0, line.indexOf(' (')));
    expect([...new Set(found)].toSorted()).toEqual(
      lines([...expected, { rule: 'at-most-300-lines', file: 'src/platform/long.ts' }]),
    );
  });

  test('are each proven by a planted violation', () => {
    const proven = new Set([...planted('texts').expected.map(({ rule }) => rule), 'at-most-300-lines']);
    expect(rules.map(({ name }) => name).filter((name) => !proven.has(name))).toEqual([]);
  });
});

describe('the compiler', () => {
  test('knows no process, network, timer or console in a pure room', async () => {
    const { root, expected } = planted('pure');
    expect(await typeErrors(root, 'tsconfig.domain.json')).toEqual(expected.map(({ file }) => file).toSorted());
  });

  test('refuses a feature without access, an event that evolve forgets, and what Node cannot run', async () => {
    const { root, expected } = planted('compile', ['src/kernel', 'src/platform']);
    const found = (await typeErrors(root, 'tsconfig.json')).filter((file) => file.startsWith('src/contexts/planted/'));
    expect(found).toEqual(expected.map(({ file }) => file).toSorted());
  });
});

describe('the linter', () => {
  test('catches every planted violation, by the rule that is meant for it', async () => {
    const { root, expected } = planted('lint');
    expect(lines(await lint(root))).toEqual(lines(expected));
  });
});
