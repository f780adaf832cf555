import { Type as t } from 'typebox';
import { expect, test } from 'vitest';
import { Rejection } from '#kernel/rejection';
import type { Caller } from '#platform/caller';
import { command, query } from '#platform/feature';
import { access } from '#platform/layers/access';
import { type Answers, idempotency } from '#platform/layers/idempotency';
import { timeout } from '#platform/layers/timeout';
import { validate } from '#platform/layers/validate';
import type { Execute } from '#platform/runtime';

const spec = {
  name: 'test.do',
  summary: '',
  access: 'test:write',
  output: t.Unknown(),
  input: t.Object({
    kind: t.Union([t.Literal('a'), t.Literal('b')], { default: 'a' }),
    place: t.Optional(t.Object({ row: t.Integer({ default: 1 }) })),
    items: t.Optional(t.Array(t.Object({ count: t.Integer({ default: 0 }) }))),
    free: t.Optional(t.Record(t.String(), t.Unknown())),
  }),
  run: async () => null,
} as const;
const change = command({ ...spec });
const caller: Caller = { tenant: 't', actor: 'a', scopes: ['test:write'], correlation: 'c' };
const echo: Execute = async (_feature, input) => input;
const nothingKept: Answers = { remembered: async () => undefined, remember: async () => undefined };
const given = (more: Partial<Caller> = {}) => ({ caller: { ...caller, ...more }, notes: {} });

test('a caller without the right does not pass; a right for all does', async () => {
  const ask = (scopes: readonly string[]) => access(echo)(change, 'in', given({ scopes }));
  await expect(ask([])).rejects.toMatchObject({ kind: 'denied', code: 'access.unknown-caller' });
  await expect(ask(['test:read', 'other:write'])).rejects.toMatchObject({ kind: 'denied', code: 'access.not-allowed' });
  expect(await ask(['*'])).toBe('in');
  expect(await access(echo)(query({ ...spec, access: 'anyone' }), 'in', given({ scopes: [] }))).toBe('in');
});

test('defaults are filled in at every depth, and are nobody else’s', async () => {
  const check = validate(echo);
  expect(await check(change, { place: {}, items: [{}, { count: 2 }] }, given())).toEqual({
    kind: 'a',
    place: { row: 1 },
    items: [{ count: 0 }, { count: 2 }],
  });
  expect(await check(change, { free: { any: { thing: [1] } } }, given())).toEqual({ kind: 'a', free: { any: { thing: [1] } } });
});

test.each([
  [null, ''],
  [[], ''],
  [{ kind: 'c' }, '/kind'],
  [{ items: [{ count: 1.5 }] }, '/items/0/count'],
  [{ items: [{ other: 1 }] }, '/items/0/other'],
  [{ free: { text: 'a\0' } }, '/free/text'],
])('%j is refused at its field', async (input, pointer) => {
  await expect(validate(echo)(change, input, given())).rejects.toMatchObject({ kind: 'invalid', errors: [{ pointer }] });
});

test('a call is given up at its deadline, and whoever works on it hears of it', async () => {
  let heard: unknown;
  const never: Execute = (_feature, _input, { caller: { signal } }) =>
    new Promise(() => signal?.addEventListener('abort', () => (heard = signal.reason)));
  await expect(timeout()(never)({ ...change, deadline: 20 }, null, given())).rejects.toMatchObject({
    kind: 'busy',
    code: 'call.too-slow',
  });
  expect(heard).toBeInstanceOf(Rejection);
});

test('who has gone before the call is not served at all', async () => {
  let began = false;
  const work: Execute = async () => (began = true);
  await expect(timeout()(work)(change, null, given({ signal: AbortSignal.abort() }))).rejects.toMatchObject({
    code: 'call.cancelled',
  });
  expect(began).toBe(false);
});

test('of two calls with one key the second waits for the first, and tries itself when that one failed', async () => {
  let calls = 0;
  const work: Execute = async () => {
    const mine = ++calls;
    await new Promise(setImmediate);
    if (mine === 1) throw new Rejection('refused', 'test.no', 'No.');
    return mine;
  };
  const keyed = idempotency(nothingKept)(work);
  const passages = [given({ key: 'k' }), given({ key: 'k' }), given({ key: 'k' })];
  const outcomes = await Promise.allSettled(passages.map((passage) => keyed(change, {}, passage)));
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  expect(passages.map(({ notes }) => notes)).toEqual([{}, {}, { replayed: true }]);
  expect(calls).toBe(2);
});

test('who repeats a call does not wait for one that was given up and may never end', async () => {
  let calls = 0;
  const work: Execute = () => (++calls === 1 ? new Promise(() => undefined) : Promise.resolve(calls));
  const keyed = timeout()(idempotency(nothingKept)(work));
  const first = new AbortController();
  const outcomes = Promise.allSettled([
    keyed(change, {}, given({ key: 'k', signal: first.signal })),
    keyed(change, {}, given({ key: 'k' })),
  ]);
  await new Promise(setImmediate);
  first.abort();
  expect(await outcomes).toMatchObject([{ reason: { code: 'call.cancelled' } }, { value: 2 }]);
});

test('the look for an earlier answer is given up at the deadline, too', async () => {
  const keyed = timeout()(idempotency({ ...nothingKept, remembered: () => new Promise(() => undefined) })(echo));
  await expect(keyed({ ...change, deadline: 20 }, {}, given({ key: 'k' }))).rejects.toMatchObject({ code: 'call.too-slow' });
});

test('a key means one thing per tenant', async () => {
  let calls = 0;
  const keyed = idempotency(nothingKept)(async () => ++calls);
  const [one, other] = await Promise.all([
    keyed(change, {}, given({ key: 'k' })),
    keyed(change, {}, given({ key: 'k', tenant: 'u' })),
  ]);
  expect([one, other]).toEqual([1, 2]);
});
