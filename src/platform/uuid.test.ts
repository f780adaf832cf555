import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { uuidV5, uuidV7 } from './uuid.ts';

test('a name in a namespace has the id that RFC 9562 gives it', () =>
  expect(uuidV5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2'));

test('a time has the id that RFC 9562 gives it', () =>
  expect(uuidV7(0x017f22e279b0, Buffer.from('0cc318c4dc0c0c07398f', 'hex'))).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f'));

test('ids made later sort later', () => {
  const ids = [1_700_000_000_000, 1_700_000_000_001, 1_800_000_000_000].map((time) => uuidV7(time, randomBytes(10)));
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(3);
});
