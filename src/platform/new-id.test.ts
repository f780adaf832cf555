import { expect, test } from 'vitest';
import { idMaker } from '#platform/new-id';

test('Ids are UUIDs of version 7, differ, and sort in the order they were made', () => {
  let now = 1_700_000_000_000;
  const newId = idMaker(() => new Date(now));
  const ids = Array.from({ length: 20_000 }, (_, at) => {
    if (at % 6_000 === 0) now++;
    return newId();
  });
  expect(ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(ids);
});
