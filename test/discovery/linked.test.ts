import { expect, test } from 'vitest';
import { startBrain } from './brain.ts';

const { request, write, newGraph } = await startBrain();

test('what many notes are linked with, worked out at once, is what is worked out for few', async () => {
  const graph = await newGraph('linked');
  const other = await newGraph('other');
  // Two notes of one name, an alias, links to notes of that name, to nothing, to themselves, into folders and into another graph.
  const text = (index: number) =>
    [
      `[[Note ${(index * 7) % 600}]]`,
      index % 3 ? `[[Alias ${index % 50}]]` : '',
      index % 5 ? '' : '[[Twin]]',
      `[[Nothing ${index}]]`,
      index % 11 ? '' : `[[Note ${index}]]`,
      index % 4 ? '' : `[path](folder/file${(index * 3) % 600}.md)`,
      index % 9 ? '' : '[[Elsewhere]]',
    ].join(' ');
  const notes = Array.from({ length: 600 }, (_, index) => ({
    graph,
    title: index > 597 ? 'Twin' : `Note ${index}`,
    content: text(index),
    path: `folder/file${index}.md`,
    ...(index < 60 ? { aliases: [`Alias ${index % 55}`] } : {}),
  }));
  const ids = await write(notes);
  const [far = ''] = await write([{ graph: other, title: 'Elsewhere', content: '[[Note 1]]' }]);
  for (let index = 0; index < 30; index++)
    await request('POST', '/api/v2/edges', { source: ids[index], target: ids[599 - index * 2] });
  for (const id of ids.slice(590, 595)) await request('POST', `/api/v2/nodes/${id}/archive`);

  const linked = async (
    asked: readonly string[],
  ): Promise<readonly { readonly id: string; readonly linked: readonly string[] }[]> => {
    const { status, body } = await request('POST', '/api/call/graph.linkedNodes', { ids: asked });
    expect(status).toBe(200);
    return body.items.map((each: { id: string; linked: string[] }) => ({ id: each.id, linked: each.linked.toSorted() }));
  };
  const asked = [...ids, far];
  const few = (await Promise.all(Array.from({ length: 11 }, (_, part) => linked(asked.slice(part * 60, part * 60 + 60))))).flat();
  const many = await linked(asked);
  expect(many).toEqual(few);
  expect(few.reduce((sum, each) => sum + each.linked.length, 0)).toBeGreaterThan(1_500);
});
