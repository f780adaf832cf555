import { expect, test } from 'vitest';
import { uuidV5 } from './uuid.ts';

test('a name in a namespace has the id that RFC 9562 gives it', () =>
  expect(uuidV5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2'));

test('another name, or the same in another namespace, has another id', () => {
  const ids = [
    uuidV5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'a'),
    uuidV5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'b'),
    uuidV5('2ed6657d-e927-568b-95e1-2665a8aea6a2', 'a'),
  ];
  expect(new Set(ids).size).toBe(3);
});
