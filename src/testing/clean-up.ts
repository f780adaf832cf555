import { onTestFinished, TestRunner } from 'vitest';

type Work = () => unknown;

const afterFile: Work[] = [];

/**
 * Does this after the test that asks for it; outside of tests, and for concurrent ones, after the last test of the file. The
 * files of a worker share a process: what one leaves open, the next have. Vitest's own `afterAll` does nothing, silently, in a
 * test or in `beforeAll`.
 */
export const cleanUp = (work: Work): void => {
  const test = TestRunner.getCurrentTest();
  // Of tests that run at the same time, nobody can say which one asks.
  if (test === undefined || test.concurrent) afterFile.push(work);
  else onTestFinished(async () => void (await work()));
};

/** Does what is to be done after a file, the latest first. Called once, by the set-up of each file. */
export const cleanUpFile = async (): Promise<void> => {
  const failures: unknown[] = [];
  for (const work of afterFile.splice(0).reverse()) {
    try {
      await work();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'A clean-up has failed.');
};
