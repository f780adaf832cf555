import { expect, test } from 'vitest';
import { asStranger, startBrain, topics } from './brain.ts';

const brain = await startBrain();
const { request, write, connections, settled, newGraph } = brain;
const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);
const words = 'sourdough levain autolyse banneton crumb hydration';

// Something for rarity to stand out from: words that a tenth of the notes share connect nothing.
await write(topics('background', 40, 3));

test('notes on one thing are connected, heaviest first, at most five, each with its evidence', async () => {
  const graph = await newGraph('bread');
  const baking = await write([
    ...Array.from({ length: 8 }, (_, index) => ({
      graph,
      title: `Loaf ${index}`,
      content: `${words} ${'levain '.repeat(index)}`,
    })),
    { graph, title: 'Tax return', content: 'Forms, receipts, deadlines.' },
  ]);
  await settled();
  const first = await connections(baking[0] ?? '');
  expect(first).toHaveLength(5);
  expect(baking.slice(1, 8)).toEqual(expect.arrayContaining(ids(first)));
  expect(first.map(({ weight }) => weight)).toEqual(first.map(({ weight }) => weight).toSorted((a, b) => b - a));
  for (const { id, title, weight, evidence } of first) {
    expect(id).not.toBe(baking[0]);
    expect(title).toMatch(/^Loaf \d$/);
    expect(weight).toBeGreaterThanOrEqual(0.2);
    expect(weight).toBeLessThanOrEqual(1);
    expect(evidence.terms.length).toBeGreaterThan(0);
    expect(`${words} loaf`).toContain(evidence.terms[0]?.term);
    const shares = evidence.terms.map(({ share }) => share);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(1.001);
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
    expect(evidence.method).toBe('words');
  }
  expect(await connections(baking[8] ?? '')).toEqual([]);
  expect((await request('GET', `/api/v2/nodes/${baking[0]}/connections?limit=2`)).body.items).toHaveLength(2);
});

test('a note that names another is connected with it, and the place is told', async () => {
  const graph = await newGraph('names');
  const [lake, trip] = await write([
    { graph, title: 'Lake Saimaa', content: 'Deep water.' },
    { graph, title: 'A trip', content: 'Line one.\nWe rowed over Lake Saimaa at dawn.' },
    ...topics('names', 10, 1).map((note) => ({ ...note, graph })),
  ]);
  await settled();
  const [connection] = await connections(lake ?? '');
  expect(connection?.id).toBe(trip);
  expect(connection?.evidence.mentions).toEqual([{ from: trip, to: lake, text: 'Lake Saimaa', line: 1, count: 1 }]);
  expect(connection?.evidence.method).toContain('mentions');

  const mentions = (await request('GET', `/api/v2/nodes/${lake}/mentions`)).body;
  expect(mentions).toEqual({ items: [{ id: trip, title: 'A trip', text: 'Lake Saimaa', line: 1, count: 1 }], truncated: false });
  await request('PATCH', `/api/v2/nodes/${trip}`, { content: 'We rowed over [[Lake Saimaa]] at dawn.' });
  await settled();
  expect((await request('GET', `/api/v2/nodes/${lake}/mentions`)).body.items).toEqual([]);
});

test('notes that are linked, by hand or in the text, before or afterwards, are not proposed', async () => {
  const graph = await newGraph('links');
  const content =
    'This is how the astrolabe and the sextant and the chronometer tell the meridian and the parallax, for the reader who is';
  const [a, b, c, d, e] = await write([
    { graph, title: 'Anna', content: `${content} first` }, // a line that five notes have is a template, and says nothing
    { graph, title: 'Bert', content: `${content} second\n\n[[Anna]]` },
    { graph, title: 'Carl', content: `${content} third` },
    { graph, title: 'Dora', content: `${content} fourth` },
    { graph, title: 'Emil', content: `${content} fifth` },
    ...topics('links', 15, 2).map((note) => ({ ...note, graph })), // among five notes alone a word of all five would weigh nothing
  ]);
  const near = async (id: string | undefined) => new Set(ids(await connections(id ?? '')));
  await settled();
  expect(await near(a)).toEqual(new Set([c, d, e]));
  expect(await near(b)).toEqual(new Set([c, d, e]));

  const edge = await request('POST', '/api/v2/edges', { source: a, target: c });
  expect(edge.status).toBeLessThan(300);
  expect(await near(a)).toEqual(new Set([d, e])); // at once
  await request('PATCH', `/api/v2/nodes/${d}`, { content: `${content} fourth [[Anna]]` });
  expect(await near(a)).toEqual(new Set([e]));
  await settled();
  expect(await near(a)).toEqual(new Set([e]));
  expect(await near(c)).toEqual(new Set([b, d, e]));

  await request('DELETE', `/api/v2/edges/${edge.body.id}`);
  await settled();
  expect(await near(a)).toEqual(new Set([c, e]));
});

test('a note that is archived or deleted is proposed no more, and comes back when it is restored', async () => {
  const graph = await newGraph('gone');
  const content = 'tessellation hexagon mosaic grout tile';
  const [a, b, c] = await write([
    { graph, title: 'Floor', content },
    { graph, title: 'Wall', content },
    { graph, title: 'Roof', content },
  ]);
  const near = async (id: string | undefined) => new Set(ids(await connections(id ?? '')));
  await settled();
  expect(await near(a)).toEqual(new Set([b, c]));
  await request('POST', `/api/v2/nodes/${b}/archive`);
  await settled();
  expect(await near(a)).toEqual(new Set([c]));
  await request('POST', `/api/v2/nodes/${b}/restore`);
  await settled();
  expect(await near(a)).toEqual(new Set([b, c]));
  expect(await near(b)).toEqual(new Set([a, c]));
  await request('DELETE', `/api/v2/nodes/${c}`);
  await settled();
  expect(await near(a)).toEqual(new Set([b]));
  expect((await request('GET', `/api/v2/nodes/${c}/connections`)).status).toBe(404);
});

test('notes of two graphs are never connected', async () => {
  const [one, two] = [await newGraph('one'), await newGraph('two')];
  const content = 'isthmus archipelago fjord estuary delta';
  const [a, b, c] = await write([
    { graph: one, title: 'Left', content },
    { graph: one, title: 'Middle', content },
    { graph: two, title: 'Right', content },
  ]);
  await settled();
  expect(ids(await connections(a ?? ''))).toEqual([b]);
  expect(await connections(c ?? '')).toEqual([]);
});

test('a stranger learns nothing: a foreign note answers like an unknown one', async () => {
  const graph = await newGraph('secret');
  const [a, b] = await write([
    { graph, title: 'Key', content: 'cipher enigma rotor' },
    { graph, title: 'Lock', content: 'cipher enigma rotor' },
  ]);
  await settled();
  expect(ids(await connections(a ?? ''))).toEqual([b]);
  const stranger = await asStranger(brain);
  const unknown = '018f0000-0000-7000-8000-00000000dead';
  const plain = ({ status, body }: { status: number; body: { code: string; title: string; detail: string } }) => [
    status,
    body.code,
    body.title,
    body.detail,
  ];
  for (const path of [(id: string) => `${id}/connections`, (id: string) => `${id}/mentions`])
    expect(plain(await stranger('GET', `/api/v2/nodes/${path(a ?? '')}`))).toEqual(
      plain(await stranger('GET', `/api/v2/nodes/${path(unknown)}`)),
    );
  for (const verb of ['accept', 'dismiss']) {
    const foreign = await stranger('POST', `/api/v2/nodes/${a}/connections/${b}/${verb}`);
    expect(foreign.status).toBe(404);
    expect(plain(foreign)).toEqual(plain(await stranger('POST', `/api/v2/nodes/${unknown}/connections/${b}/${verb}`)));
  }
  expect(ids(await connections(a ?? ''))).toEqual([b]);
});

test('the read models equal what the log says', async () => {
  const names = ['discovery.connections', 'discovery.judgements'];
  const { body } = await request('POST', '/api/call/platform.verifyViews', { names });
  expect(body).toMatchObject({ equal: true });
});
