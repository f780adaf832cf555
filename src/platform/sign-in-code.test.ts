import { expect, test } from 'vitest';
import { signInCodes } from '#platform/sign-in-code';

test('a sign-in code is good once, for ten minutes', () => {
  let now = 0;
  const { issue, redeem } = signInCodes(() => new Date(now));
  const [early, late] = [issue(), issue()];
  now = 10 * 60_000 - 1;
  expect([redeem(early), redeem(early)]).toEqual([true, false]);
  now++;
  expect([redeem(late), redeem('guess')]).toEqual([false, false]);
});
