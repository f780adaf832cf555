import { expect, test } from 'vitest';
import type { CheckPorts, LogCheck, Wrong } from '#platform/log-check';
import { runChecks } from '#platform/verify/run-checks';

const none = {} as CheckPorts; // these checks ask nobody
const wait = async () => undefined;

/** A check that finds one list after the other. */
const finding = (...found: readonly (readonly Wrong[])[]): LogCheck => {
  const left = [...found];
  return { name: 'test.check', summary: 'All is well.', run: async () => ({ examined: 9, wrong: left.shift() ?? [] }) };
};
const wrong = (what: string, why = 'it differs'): Wrong => ({ what, why });

test('only what is wrong twice in the same way counts', async () => {
  const check = finding(
    [wrong('passing'), wrong('moving', '1 more'), wrong('lasting')],
    [wrong('moving', '2 more'), wrong('lasting')],
  );
  expect(await runChecks([check], none, wait)).toEqual([
    { name: 'test.check', summary: 'All is well.', examined: 9, wrong: 1, examples: [wrong('lasting')] },
  ]);
});

test('a check that finds nothing runs once, and nobody waits', async () => {
  let waited = 0;
  const check = finding([], [wrong('later')]);
  const [outcome] = await runChecks([check], none, async () => void waited++);
  expect([outcome?.wrong, waited]).toEqual([0, 0]);
});

test('all that is wrong is counted, and the first few are shown', async () => {
  const many = Array.from({ length: 40 }, (_, at) => wrong(`thing ${at}`));
  const [outcome] = await runChecks([finding(many, many)], none, wait);
  expect([outcome?.wrong, outcome?.examples]).toEqual([40, many.slice(0, 5)]);
});
