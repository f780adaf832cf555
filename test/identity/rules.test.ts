import { setTimeout as wait } from 'node:timers/promises';
import { Type as t } from 'typebox';
import { expect, test } from 'vitest';
import { graph } from '#graph/context';
import { context } from '#platform/context';
import { command } from '#platform/feature';
import { forgetBearers, startHouse } from './house.ts';

/** Something that one person submits and another approves. */
const submitted: Record<string, string> = {};
const desk = context({
  name: 'desk',
  home: import.meta.dirname,
  rest: {
    'POST /v2/overrides/:deal': command({
      name: 'desk.grantOverride',
      summary: 'Approves a deal over the limit.',
      access: 'credit:write',
      public: true,
      about: async ({ deal }) => ({ submittedBy: submitted[deal] }),
      input: t.Object({ deal: t.String(), amount: t.Optional(t.Integer()) }),
      output: t.Object({ deal: t.String() }),
      run: async ({ deal }) => ({ deal }),
    }),
  },
  views: [],
});
const house = await startHouse([graph, desk]);
const { request, member, as } = house;

/** A cache of rules looks at the clock every tenth of a second. */
const forgetRules = async (): Promise<void> => {
  forgetBearers();
  await wait(120);
};

const person = async (email: string, ...roles: string[]) => {
  const { id, browser } = await member(email, roles);
  return { id, secret: browser.cookies.get('almanac') ?? '' };
};
const rule = async (body: object): Promise<string> => {
  const { status, body: answer } = await request('POST', '/api/v2/rules', body);
  expect(status, JSON.stringify(answer)).toBe(201);
  await forgetRules();
  return answer.id;
};

test('whoever submitted a deal does not approve it: separation of duty is a rule', async () => {
  const ann = await person('ann@example.org', 'manager');
  const bob = await person('bob@example.org', 'manager');
  submitted['d1'] = ann.id;
  const grant = (who: { readonly secret: string }, deal: string, amount?: number) =>
    as(who.secret, 'POST', `/api/v2/overrides/${deal}`, { ...(amount && { amount }) });
  expect((await grant(ann, 'd1')).status, 'before there is a rule').toBe(200);
  const id = await rule({
    label: 'Nobody approves what they have submitted.',
    right: 'credit:write',
    when: { submittedBy: '$actor' },
  });
  expect((await grant(ann, 'd1')).body).toMatchObject({
    status: 403,
    code: 'access.policy',
    detail: 'Nobody approves what they have submitted.',
  });
  expect((await grant(bob, 'd1')).status).toBe(200);
  expect((await grant(bob, 'd2')).status, 'of whom nothing is known').toBe(403);

  await rule({
    label: 'Over a lakh an owner decides.',
    right: 'credit:write',
    roles: ['manager'],
    when: { amount: { $gt: 100_000 } },
  });
  expect((await grant(bob, 'd1', 100_000)).status).toBe(200);
  expect((await grant(bob, 'd1', 100_001)).body.detail).toBe('Over a lakh an owner decides.');
  expect((await grant(bob, 'd1')).status, 'the amount left out').toBe(403);

  expect((await request('DELETE', `/api/v2/rules/${id}`)).status).toBe(200);
  await forgetRules();
  expect((await grant(ann, 'd1', 5)).status, 'the rule is gone').toBe(200);
});

test('an editor can be kept to one graph, by whatever way a note is named', async () => {
  const cy = await person('cy@example.org', 'editor');
  const make = async (path: string, body: object) => (await request('POST', path, body)).body.id;
  const [own, other] = [await make('/api/v2/graphs', { name: 'Own' }), await make('/api/v2/graphs', { name: 'Other' })];
  const [mine, theirs] = [
    await make('/api/v2/nodes', { title: 'Mine', graph: own }),
    await make('/api/v2/nodes', { title: 'Theirs', graph: other }),
  ];
  for (const right of ['graph:read', 'graph:write'])
    await rule({ label: 'Guests keep to their graph.', right, roles: ['editor'], when: { graph: { $ne: own } } });
  const ask = async (method: string, path: string, body?: object) => (await as(cy.secret, method, path, body)).status;
  expect(await ask('GET', `/api/v2/nodes/${mine}`)).toBe(200);
  expect(await ask('PATCH', `/api/v2/nodes/${mine}`, { title: 'Still mine' })).toBe(200);
  expect(await ask('POST', '/api/v2/nodes', { title: 'More', graph: own })).toBe(201);
  expect(await ask('GET', `/api/v2/nodes?graph=${own}`)).toBe(200);
  for (const [method, path, body] of [
    ['GET', `/api/v2/nodes/${theirs}`],
    ['GET', `/api/v2/nodes/${theirs}/history`],
    ['GET', `/api/v2/graphs/${other}`],
    ['GET', '/api/v2/graphs'],
    ['GET', '/api/v2/nodes'],
    ['GET', `/api/v2/nodes?graph=${other}`],
    ['GET', `/api/v2/nodes?ids=${theirs}`],
    ['PATCH', `/api/v2/nodes/${theirs}`, { title: 'Taken' }],
    ['DELETE', `/api/v2/nodes/${theirs}`],
    ['POST', '/api/v2/nodes', { title: 'In the default graph' }],
    ['POST', '/api/v2/edges', { source: theirs, target: mine }],
    ['POST', '/api/v2/nodes/bulk', { items: [{ title: 'x', graph: other }] }],
  ] as const)
    expect(await ask(method, path, body), `${method} ${path}`).toBe(403);
  expect((await request('GET', `/api/v2/nodes/${theirs}`)).status, 'others see it as before').toBe(200);
});

test('a rule is explained before and after it is needed', async () => {
  const dee = await person('dee@example.org', 'reader');
  const explain = async (right: string, attributes?: object) =>
    (await request('POST', '/api/v2/rules/explain', { member: dee.id, right, ...(attributes && { attributes }) })).body;
  expect(await explain('graph:write')).toEqual({
    allowed: false,
    because: 'None of the roles reader gives the right graph:write.',
  });
  expect(await explain('graph:read')).toMatchObject({ allowed: true });
  await rule({ label: 'Nothing secret for readers.', right: 'graph:read', roles: ['reader'], when: { tags: 'secret' } });
  expect(await explain('graph:read', { tags: ['secret', 'x'] })).toEqual({
    allowed: false,
    because: 'Nothing secret for readers.',
  });
  expect(await explain('graph:read', { tags: ['x'] })).toMatchObject({ allowed: true });
  await request('POST', `/api/v2/members/${dee.id}/disable`);
  expect(await explain('graph:read')).toEqual({ allowed: false, because: 'The member is disabled.' });
});

test('the rules of one workspace hold in that one alone, and are listed there', async () => {
  const { items } = (await request('GET', '/api/v2/rules')).body;
  expect(items).toContainEqual(
    expect.objectContaining({ label: 'Nothing secret for readers.', roles: ['reader'], when: { tags: 'secret' } }),
  );
});
