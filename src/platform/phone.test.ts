import { expect, test } from 'vitest';
import { PhoneE164 } from '#platform/phone';

test('a number has one spelling, with its country', () => {
  for (const written of ['+91 98200 12345', '098200-12345', '9820012345', '+919820012345'])
    expect(PhoneE164(written)).toBe('+919820012345');
  expect(PhoneE164('+44 20 7946 0958')).toBe('+442079460958');
  for (const bad of ['', '12345', '+91 12345', 'call me', '9'.repeat(50), '+91 98200 12345 ext 9x'])
    expect(() => PhoneE164(bad), bad).toThrow('no telephone number');
});
