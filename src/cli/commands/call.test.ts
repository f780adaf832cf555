import assert from 'node:assert/strict';
import { test } from 'vitest';
import { UsageError } from '../problem.ts';
import { fieldsOf } from './call.ts';

test('a value that reads as JSON is JSON, and any other is text', () =>
  assert.deepEqual(fieldsOf(['--limit', '5', '--title', 'A thought', '--tags', '["a"]', '--flag', '--id=007x']), {
    limit: 5,
    title: 'A thought',
    tags: ['a'],
    flag: true,
    id: '007x',
  }));

test('a field named twice is a list, and a negative number is a value', () =>
  assert.deepEqual(fieldsOf(['--id', 'a', '--id', 'b', '--x', '-1']), { id: ['a', 'b'], x: -1 }));

test('what is no field is refused, and what would reach into the prototype of things is none', () => {
  assert.throws(() => fieldsOf(['title', 'x']), UsageError);
  assert.throws(() => fieldsOf(['--__proto__', '{"polluted":true}']), UsageError);
});
