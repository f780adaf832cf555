import { expect, test } from 'vitest';
import { health } from '#platform/health';

const broken = () => Promise.reject(new Error('It is away.'));

test('a check that fails is named with its reason, and one that hangs is given up', async () => {
  const { add, report } = health();
  add('fine', async () => undefined, { needed: true });
  add('broken', broken, { needed: true });
  add('hanging', () => new Promise(() => undefined), { needed: false });
  const started = performance.now();
  expect(await report()).toEqual({
    status: 'fail',
    checks: {
      fine: { status: 'pass' },
      broken: { status: 'fail', reason: 'It is away.' },
      hanging: { status: 'degraded', reason: 'No answer within 2 seconds.' },
    },
  });
  expect(performance.now() - started).toBeLessThan(4_000);
});

test('a check that is not needed only degrades, and is a figure', async () => {
  const { add, report, figures } = health();
  add('fine', async () => undefined, { needed: true });
  add('mail', broken, { needed: false });
  expect(await report()).toMatchObject({ status: 'degraded', checks: { mail: { status: 'degraded', reason: 'It is away.' } } });
  expect(await figures()).toEqual([
    { value: 1, labels: { check: 'fine' } },
    { value: 0, labels: { check: 'mail' } },
  ]);
});

test('a check that is not needed runs once for many callers, and a needed one each time', async () => {
  const { add, report } = health();
  const runs = { needed: 0, other: 0 };
  add('needed', async () => runs.needed++, { needed: true });
  add('other', async () => runs.other++, { needed: false });
  await Promise.all(Array.from({ length: 50 }, report));
  expect(runs).toEqual({ needed: 50, other: 1 });
});

test('a server that is stopping is not ready', async () => {
  const { report, stopping } = health();
  expect((await report()).status).toBe('pass');
  stopping();
  expect((await report()).status).toBe('fail');
});
