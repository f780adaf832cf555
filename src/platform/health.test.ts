import { expect, test } from 'vitest';
import { health } from '#platform/health';

test('what does not work is named with its reason, and what hangs is not waited for', async () => {
  const { add, report } = health();
  add('fine', async () => undefined);
  add('broken', () => Promise.reject(new Error('It is away.')));
  add('hanging', () => new Promise(() => undefined));
  const started = performance.now();
  expect(await report()).toEqual({
    status: 'fail',
    checks: {
      fine: { status: 'pass' },
      broken: { status: 'fail', reason: 'It is away.' },
      hanging: { status: 'fail', reason: 'No answer within 2 seconds.' },
    },
  });
  expect(performance.now() - started).toBeLessThan(4_000);
});

test('what is stopping is not ready', async () => {
  const { report, stopping } = health();
  expect((await report()).status).toBe('pass');
  stopping();
  expect((await report()).status).toBe('fail');
});
