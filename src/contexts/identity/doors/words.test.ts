import { expect, test } from 'vitest';
import { rightsFrom, roleNames } from '../domain/role.ts';
import { browserIn, inWords } from './words.ts';

test('each right that a role gives has words', () => {
  const all = new Set(roleNames.flatMap((role) => rightsFrom([role])));
  expect([...all].filter((right) => inWords(right) === right)).toEqual([]);
  expect(['offline_access', 'deals:read', 'graph:write', 'inventory:admin', 'strange', 'toString:read'].map(inWords)).toEqual([
    'go on while you are away, until you end it',
    'see deals',
    'change notes and their links',
    'administer stock',
    'strange',
    'toString:read',
  ]);
});

test.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', 'Firefox on Linux'],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0',
    'Edge on Windows',
  ],
  [
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
    'Chrome on Android',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1',
    'Safari on iPhone',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
    'Safari on Mac',
  ],
  ['curl/8.16.0', 'curl/8.16.0'],
])('%s is %s', (agent, name) => {
  expect(browserIn(agent)).toBe(name);
});
