import { relative, sep } from 'node:path';
import type { Reporter } from 'vitest/node';
import { type Kind, kinds, SETUP } from './kinds.ts';
import { type Charge, settle } from './ledger.ts';
import { startReference } from './slowness.ts';
import { isExceeded, table } from './table.ts';

/**
 * Prints what each kind of test has taken, and fails the run when a kind exceeds its budget or a file has no kind.
 *
 * A file is charged with all the time since the file before it in the same worker: process start, imports, tests, clean-up. Half
 * of the sum (two workers) is the share of a kind in the wall time. On a machine that others use, the same run takes four
 * times as long; so a fixed piece of work is timed beside the tests all through the run, and the seconds are divided by how much
 * longer than on an idle machine it took. Processor seconds would need no such correction, but they miss the time that a test sleeps,
 * and the work of its databases and child processes.
 */
export const budgets = (among: readonly Kind[] = kinds): Reporter => {
  const charges: Charge[] = [];
  const freeSince = new Map<number, number>();
  let root = process.cwd();
  let begun = 0;
  let stopReference = async () => 1;

  return {
    onInit: (vitest) => {
      root = vitest.config.root;
    },
    onTestRunStart: () => {
      stopReference = startReference();
    },
    onTestModuleQueued: () => {
      begun ||= performance.now(); // counted from the start of this process
    },
    onTestModuleEnd: (module) => {
      const now = performance.now();
      const worker = module.diagnostic().concurrencyId;
      const seconds = (now - (freeSince.get(worker) ?? begun)) / 1_000;
      freeSince.set(worker, now);
      const path = relative(root, module.moduleId).replaceAll(sep, '/');
      charges.push({ path, tests: [...module.children.allTests()].length, seconds });
    },
    onTestRunEnd: async () => {
      const slowness = await stopReference();
      const setup = { path: SETUP, tests: 0, seconds: (2 * begun) / 1_000 }; // both workers wait for it
      const { spent, complaints } = settle(
        among,
        [setup, ...charges].map((charge) => ({ ...charge, seconds: charge.seconds / slowness })),
      );
      console.log(`\n${table(spent, slowness)}`);
      const exceeded = spent.filter(isExceeded).map(({ kind }) => `The budget of ${kind.name} is exceeded.`);
      for (const complaint of [...complaints, ...exceeded]) {
        process.exitCode = 1;
        console.error(`  ${complaint}`);
      }
    },
  };
};
