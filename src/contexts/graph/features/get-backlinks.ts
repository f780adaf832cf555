import { Type as t } from 'typebox';
import { query } from '#platform/feature';
import { cut } from '../domain/characters.ts';
import { Id } from '../contract.ts';
import { NodeId } from '../domain/id.ts';
import { Node, nodeExists } from '../domain/node.ts';
import { backlinksOf } from '../views/links.ts';
import { Page, pageOf, paging, placeOf } from '#platform/page';
import { aboutNode } from './about.ts';

const CONTEXT_LENGTH = 300;

export const getBacklinks = query({
  name: 'graph.getBacklinks',
  summary: 'Lists the links that lead to a note, with the line each stands in.',
  access: 'graph:read',
  public: true,
  about: aboutNode,
  input: t.Object({ id: Id, ...paging }),
  output: Page(
    t.Object({
      source: t.Object({ id: Id, title: t.String() }),
      ordinal: t.Integer(),
      target: t.String({ description: 'As written.' }),
      kind: t.String(),
      heading: t.Optional(t.String()),
      block: t.Optional(t.String()),
      alias: t.Optional(t.String()),
      context: t.Optional(t.String({ description: 'The first line of the source that holds the link.' })),
    }),
  ),

  run: async ({ id, limit, cursor }, { events, sql, tenant }) => {
    const node = NodeId(id);
    nodeExists((await events.read(Node, node)).state);
    const after = placeOf(cursor, ['uuid', 'integer'], 'graph.bad-cursor') ?? ['00000000-0000-0000-0000-000000000000', -1];
    const rows = await backlinksOf(sql, { tenant, node, after, limit: limit + 1 });
    const sources = await events.readMany(Node, [...new Set(rows.slice(0, limit).map(({ source }) => source))]);
    const texts = new Map(sources.map(({ id: source, state }) => [source, 'content' in state ? state.content : '']));
    return pageOf(rows, limit, {
      place: ({ source, ordinal }) => [source, ordinal],
      item: ({ source, title, ordinal, target, kind, heading, block, alias }) => {
        const context = lineWith(texts.get(source) ?? '', target);
        return {
          source: { id: source, title },
          ordinal,
          target,
          kind,
          ...(heading !== null && { heading }),
          ...(block !== null && { block }),
          ...(alias !== null && { alias }),
          ...(context !== undefined && { context }),
        };
      },
    });
  },
});

const lineWith = (text: string, target: string): string | undefined => {
  const at = text.indexOf(`[[${target}`);
  const found = at < 0 ? text.indexOf(target) : at;
  if (found < 0) return undefined;
  const end = text.indexOf('\n', found);
  return cut(text.slice(text.lastIndexOf('\n', found) + 1, end < 0 ? undefined : end).trim(), CONTEXT_LENGTH);
};
