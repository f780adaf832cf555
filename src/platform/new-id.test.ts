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

test('Two makers in one process each follow their own clock', () => {
  const [today, ahead] = [1_700_000_000_000, 1_900_000_000_000];
  const [newId, newIdAhead] = [idMaker(() => new Date(today)), idMaker(() => new Date(ahead))];
  const timeOf = (id: string) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
  expect([newIdAhead(), newId(), newIdAhead(), newId()].map(timeOf)).toEqual([ahead, today, ahead, today]);
});
