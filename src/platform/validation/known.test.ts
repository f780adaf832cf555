import { Type as t } from 'typebox';
import { expect, test } from 'vitest';
import { knownOf } from '#platform/validation/known';

const Lot = t.Object({ id: t.String(), place: t.Optional(t.Object({ city: t.String() })) });
const cut = (schema: unknown, value: unknown) => knownOf(schema)?.(value);

test('what a schema does not name is cut off, at any depth', () => {
  const lots = { items: [{ id: 'a', cost: 12, place: { city: 'Surat', rent: 3 } }, { id: 'b' }], next: null, total: 2 };
  const Page = t.Object({ items: t.Array(Lot), next: t.Union([t.String(), t.Null()]) });
  expect(cut(Page, lots)).toEqual({ items: [{ id: 'a', place: { city: 'Surat' } }, { id: 'b' }], next: null });
  expect(lots.items[0], 'and stays with whoever gave it').toEqual({ id: 'a', cost: 12, place: { city: 'Surat', rent: 3 } });
});

test('what has nothing to be cut off is not copied', () => {
  const whole = { items: [{ id: 'a', place: { city: 'Surat' } }] };
  expect(cut(t.Object({ items: t.Array(Lot) }), whole)).toBe(whole);
});

test('of alternatives, what one of them names may stay', () => {
  const Source = t.Union([
    t.Object({ lot: t.String() }),
    t.Object({ purchase: t.String(), place: t.Object({ city: t.String() }) }),
  ]);
  expect(cut(Source, { lot: 'a', cost: 1 })).toEqual({ lot: 'a' });
  expect(cut(Source, { purchase: 'b', place: { city: 'Surat', rent: 3 } })).toEqual({ purchase: 'b', place: { city: 'Surat' } });
  expect(cut(t.Object({ at: t.Union([Lot, t.Null()]) }), { at: null })).toEqual({ at: null });
});

test('a schema that lets everything through lets everything through', () => {
  const anything = { deep: { est: 1 } };
  expect(cut(t.Object({ data: t.Unknown() }), { data: anything })).toEqual({ data: anything });
  expect(cut(t.Object({ byName: t.Record(t.String(), t.Integer()) }), { byName: { a: 1 } })).toEqual({ byName: { a: 1 } });
  expect(knownOf(t.Unknown())).toBeUndefined();
  expect(knownOf(t.Object({}, { additionalProperties: true }))).toBeUndefined();
  expect(cut(t.Object({ a: t.Optional(t.String()) }), ['not', 'an', 'object'])).toEqual(['not', 'an', 'object']);
});
