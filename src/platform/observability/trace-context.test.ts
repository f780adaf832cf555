import { expect, test } from 'vitest';
import { continued } from '#platform/observability/trace-context';

test('each step of a trace has its own id, many times over', () => {
  const trace = continued(undefined);
  const steps = Array.from({ length: 5_000 }, () => continued(trace));
  expect(new Set(steps).size).toBe(5_000);
  expect(steps.every((step) => step.slice(0, 36) === trace.slice(0, 36) && /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/.test(step))).toBe(
    true,
  );
});
