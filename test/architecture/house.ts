import { featureRules } from './rules/features.ts';
import { promiseRules } from './rules/promises.ts';
import { purityRules } from './rules/purity.ts';
import type { Rule } from './rules/rule.ts';
import { sqlRules } from './rules/sql.ts';
import { stateRules } from './rules/state.ts';
import { styleRules } from './rules/style.ts';
import { type Source, sources } from './sources.ts';

export const rules: readonly Rule[] = [
  ...sqlRules,
  ...purityRules,
  ...featureRules,
  ...promiseRules,
  ...stateRules,
  ...styleRules,
];

const trees = new Map<string, readonly Source[]>();

/** Every violation below a root, as `rule: file (what)`. */
export const broken = (root: string, wanted: readonly Rule[]): readonly string[] => {
  const all = trees.get(root) ?? sources(root);
  trees.set(root, all);
  return wanted.flatMap((rule) =>
    all.filter(rule.over).flatMap((source) => rule.broken(source, all).map((what) => `${rule.name}: ${source.path} (${what})`)),
  );
};
