import { Type as t } from 'typebox';
import { expect, test } from 'vitest';
import { context } from '#platform/context';
import { query } from '#platform/feature';
import { startApp } from '#testing/app';

const look = query({
  name: 'stuck.look',
  summary: 'Answers at once, if it is ever asked.',
  access: 'stuck:read',
  public: true,
  deadline: 100,
  input: t.Object({}),
  output: t.Object({ seen: t.Boolean() }),
  run: async () => ({ seen: true }),
});
// As when the statement that reads the rules gets no answer from a database that has just been killed.
const stuck = context({
  name: 'stuck',
  home: import.meta.dirname,
  rest: { 'GET /v2/look': look },
  views: [],
  judge: () => new Promise(() => undefined),
});
const app = await startApp([stuck]);

test('the deadline holds for the rules of a workspace, too: a call is answered though they never come', async () => {
  const answer = await app.request('GET', '/api/v2/look');
  expect({ status: answer.status, code: answer.body.code, again: answer.headers['retry-after'] }).toEqual({
    status: 503,
    code: 'call.too-slow',
    again: '1',
  });
});
