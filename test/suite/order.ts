import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Begun first, so that no worker is left with a long file when the other has finished. Longest first. */
const longest = [
  'test/faults/serving.test.ts',
  'test/postgres/embedded.test.ts',
  'test/tenancy/tenancy.test.ts',
  'test/architecture.test.ts',
  'test/import/kill.test.ts',
  'test/conformance/main.test.ts',
  'test/faults/wire.test.ts',
  'test/postgres/accounts.test.ts',
  'test/faults/import-kill.test.ts',
  'test/discovery/responsive.test.ts',
  'test/desk/split.test.ts',
  'test/desk/histories.test.ts',
];

/** The longest files first, in a fixed order that a clean clone has as well; then as vitest remembers them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { root } = this.ctx.config;
    const gone = longest.filter((path) => !existsSync(join(root, path)));
    if (gone.length > 0) throw new Error(`test/suite/order.ts names files that do not exist: ${gone.join(', ')}.`);
    const rank = ({ moduleId }: TestSpecification) => {
      const at = longest.indexOf(relative(root, moduleId));
      return at === -1 ? longest.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
