import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { isFullRun } from './src/testing/runs.ts';
import { budgets } from './test/suite/budgets.ts';
import { LongestFirst } from './test/suite/order.ts';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: 'test/postgres/setup.ts',
    setupFiles: 'test/suite/each-file.ts',
    pool: 'forks',
    isolate: false, // a process for each file loads the app anew, for most of a second of processor time
    maxWorkers: Math.min(2, availableParallelism()),
    testTimeout: 20_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
    sequence: { sequencer: LongestFirst },
    reporters: isFullRun ? ['default'] : ['default', budgets()],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['src/**/*.test.ts', 'src/testing/**'],
      reporter: ['text-summary', 'html', 'json-summary'],
    },
  },
});
