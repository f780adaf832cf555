import { readdirSync, readFileSync } from 'node:fs';

/** Megabytes that a process and all its descendants hold, memory they share counted once (PSS). Linux only. */
export const treeMemory = (pid: number): number => {
  if (process.platform !== 'linux') throw new Error('Memory is measured from /proc, which only Linux has.');
  const total = treeOf(pid).reduce((sum, each) => sum + kilobytes(each), 0);
  return total / 1024;
};

const treeOf = (pid: number): readonly number[] => {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), parentOf(name)]),
  );
  const below = (parent: number): readonly number[] =>
    [...parents].filter(([, its]) => its === parent).flatMap(([child]) => [child, ...below(child)]);
  return [pid, ...below(pid)];
};

const parentOf = (pid: string): number => Number(/\) \S (\d+)/.exec(read(`/proc/${pid}/stat`))?.[1] ?? 0);

const kilobytes = (pid: number): number => Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);

// A process may end between being listed and being read.
const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};
