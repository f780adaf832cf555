import { Type as t } from 'typebox';
import { expect, test } from 'vitest';
import { query } from '#platform/feature';
import { checkFields, redact } from '#platform/layers/redact';

const line = t.Object({ grade: t.String(), rate: t.Optional(t.Integer()) });
const Deal = t.Object({
  id: t.String(),
  lines: t.Array(line),
  margin: t.Optional(t.Integer()),
  terms: t.Optional(t.Object({ rate: t.Optional(t.Integer()) })),
});
const deals = query({
  name: 'desk.listDeals',
  summary: 'Deals.',
  access: 'deals:read',
  public: true,
  fields: { 'items.margin': 'rates:read', 'items.lines.rate': 'rates:read', 'items.terms.rate': 'rates:read' },
  input: t.Object({}),
  output: t.Object({ items: t.Array(Deal) }),
  run: async () => ({ items: [] }),
});
const answer = {
  items: [
    { id: 'a', lines: [{ grade: 'PP', rate: 12 }], margin: 3, terms: { rate: 1 } },
    { id: 'b', lines: [] },
  ],
};
const as = (...scopes: string[]) =>
  redact(async () => answer)(deals, {}, { caller: { tenant: 'home', actor: 'ann', scopes, correlation: 'x' }, notes: {} });

test('whoever lacks the right gets the answer without the fields, at whatever depth', async () => {
  const whole = structuredClone(answer);
  expect(await as('deals:read')).toEqual({
    items: [
      { id: 'a', lines: [{ grade: 'PP' }], terms: {} },
      { id: 'b', lines: [] },
    ],
  });
  expect(answer, 'the answer itself stays whole: others may get it').toEqual(whole);
});

test('whoever has the right, or all rights, gets it whole', async () => {
  expect(await as('deals:read', 'rates:read')).toEqual(answer);
  expect(await as('*')).toEqual(answer);
});

test('a field that does not stand in the answer, or is always there, cannot be hidden', () => {
  expect(() => checkFields(deals)).not.toThrow();
  expect(() => checkFields({ ...deals, fields: { 'items.cost': 'rates:read' } })).toThrow('does not stand in its answer');
  expect(() => checkFields({ ...deals, fields: { 'items.id': 'rates:read' } })).toThrow('make it optional');
});

test("what the answer's schema does not name goes out to nobody", async () => {
  const leaky = redact(async () => ({ items: [{ id: 'a', lines: [], secret: 1 }], sum: 2 }));
  const caller = { tenant: 'home', actor: 'ann', scopes: ['*'], correlation: 'x' };
  expect(await leaky(deals, {}, { caller, notes: {} })).toEqual({ items: [{ id: 'a', lines: [] }] });
});
