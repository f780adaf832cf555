import { binary } from '../../scripts/lib/binary.ts';
import { node } from '../../scripts/lib/child.ts';
import type { Violation } from './planted.ts';

/** The files that do not compile, each once. */
export const typeErrors = async (root: string, project: string): Promise<readonly string[]> => {
  const { stdout } = await node(root, [binary(root, 'tsgo'), '-p', project, '--pretty', 'false']);
  const found = stdout.matchAll(/^(\S+?)\(\d+,\d+\): error/gm);
  return [...new Set([...found].map(([, file = '']) => file))].toSorted();
};

type Report = { readonly diagnostics: readonly { readonly code: string; readonly filename: string }[] };

export const lint = async (root: string): Promise<readonly Violation[]> => {
  const { stdout } = await node(root, [binary(root, 'oxlint'), '--type-aware', '--format', 'json']);
  const report = JSON.parse(stdout) as Report; // the shape is the tool's own
  return report.diagnostics.map(({ code, filename }) => ({ rule: code, file: filename }));
};
