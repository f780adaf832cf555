import { existsSync, globSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { binary } from './binary.ts';
import { node } from './child.ts';

export type Broken = { readonly rule: string; readonly file: string; readonly to: string };
export type Imports = { readonly broken: readonly Broken[]; readonly unseen: readonly string[] };

type Report = {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly violations: readonly { readonly rule: { readonly name: string }; readonly from: string; readonly to: string }[];
  };
};

type Configuration = { readonly forbidden: readonly { readonly name: string }[] };

const rooms = ['src', 'test', 'bench'];

/**
 * Judges every import of a tree by its .dependency-cruiser.cjs, and names the files the checker did not look at: beside
 * TypeScript 7 it sees none and reports no violation.
 */
export const imports = async (root: string, options: readonly string[] = []): Promise<Imports> => {
  const here = rooms.filter((room) => existsSync(join(root, room)));
  const checker = [binary(root, 'dependency-cruiser'), ...here, '--output-type', 'json', ...options];
  const { stdout, output, code } = await node(root, checker);
  if (!stdout.startsWith('{')) throw new Error(`dependency-cruiser gave no report (exit ${code}): ${output}`);
  const report = JSON.parse(stdout) as Report; // the shape is the tool's own
  const seen = new Set(report.modules.map(({ source }) => source));
  return {
    broken: report.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, file: from, to })),
    unseen: here
      .flatMap((room) => globSync(`${room}/**/*.ts`, { cwd: root }))
      .filter((file) => !file.startsWith('bench/peers/') && !file.endsWith('.d.ts') && !seen.has(file)),
  };
};

/** The names of the rules a tree is judged by. */
export const importRules = (root: string): readonly string[] => {
  const configuration = createRequire(join(root, 'package.json'))('./.dependency-cruiser.cjs') as Configuration; // our own file
  return configuration.forbidden.map(({ name }) => name);
};
