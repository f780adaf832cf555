import { defineConfig } from 'vitest/config';
import { budgets } from '../budgets.ts';

// A run that must fail: its tests hold, but one kind has no time at all, and one file has no kind.
export default defineConfig({
  test: {
    include: ['test/suite/planted/{slow,homeless}.ts'],
    reporters: ['default', budgets([{ name: 'planted', seconds: 0, target: 1, files: /slow[.]ts$/ }])],
  },
});
