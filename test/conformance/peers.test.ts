import { Type as t } from 'typebox';
import { expect, test } from 'vitest';
import { context } from '#platform/context';
import { query } from '#platform/feature';
import { startApp } from '#testing/app';
import { shelf } from './rest-shelf.ts';

const contract = {
  name: 'shelf.getBook',
  summary: '',
  input: t.Object({ id: t.String() }),
  output: t.Object({ title: t.String() }),
};

const reader = context({
  name: 'reader',
  home: import.meta.dirname,
  rest: {
    'GET /v2/readings/:id': query({
      name: 'reader.read',
      summary: 'Reads a book of another context.',
      access: 'reader:read',
      input: t.Object({ id: t.String() }),
      output: t.Object({ text: t.String() }),
      run: async ({ id }, { call }) => ({ text: `Reading ${(await call(contract, { id })).title}` }),
    }),
  },
  views: [],
});

test('a call finds its feature here or at a peer, and a rejection crosses the wire unchanged', async () => {
  const there = await startApp([shelf]);
  const url = await there.listen();
  const apart = await startApp([reader], { peers: { shelf: { url, token: there.token } } });
  const together = await startApp([reader, shelf]);

  for (const [shelfApp, readerApp] of [
    [there, apart],
    [together, together],
  ] as const) {
    const { body } = await shelfApp.request('POST', '/api/v2/books', { title: 'Walden' });
    expect(await readerApp.request('GET', `/api/v2/readings/${body.id}`)).toMatchObject({
      status: 200,
      body: { text: 'Reading Walden' },
    });
    expect(await readerApp.request('GET', '/api/v2/readings/none')).toMatchObject({
      status: 404,
      body: { code: 'shelf.no-book', kind: 'missing', detail: 'There is no such book.' },
    });
  }
  await apart.request('GET', '/api/v2/readings/none', undefined, { 'x-correlation-id': 'across-1' });
  expect(there.logged()).toContain('"correlation":"across-1"');
});

test('a peer that does not answer is an outage, not a rejection', async () => {
  const alone = await startApp([reader], { peers: { shelf: { url: 'http://127.0.0.1:59999', token: 'x' } } });
  expect(await alone.request('GET', '/api/v2/readings/a')).toMatchObject({ status: 503, body: { code: 'platform.unavailable' } });
});
