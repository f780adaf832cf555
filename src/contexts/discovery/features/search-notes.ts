import { getNodes } from '#graph/contract';
import { valid } from '#kernel/rejection';
import { query } from '#platform/feature';
import { searchNotes as contract } from '../contract.ts';
import { highlight } from '../engine/highlight.ts';
import type { Engine } from '../ports.ts';
import type { Fill } from '../services/filling.ts';
import { graphsOf } from '../views/documents.ts';

const deepest = 1_000; // hits that may be paged through

export const searchNotes = ({ engine, fill, fresh }: { readonly engine: Engine; readonly fill: Fill; readonly fresh: () => Promise<void> }) =>
  query({
    ...contract,
    access: 'discovery:read',
    run: async ({ q, limit, graph, tag = [], cursor }, { sql, tenant, call }) => {
      const offset = cursor === undefined ? 0 : offsetOf(cursor);
      await fresh();
      const graphs = graph === undefined ? await graphsOf(sql, tenant) : [graph];
      const each = await Promise.all(
        graphs.map(async (one) => {
          const key = { tenant, graph: one };
          await fill(sql, key);
          return engine.search(key, { text: q, limit: offset + limit, offset: 0, tags: tag });
        }),
      );
      const total = each.reduce((sum, hits) => sum + hits.total, 0);
      const best = each.flatMap(({ items }) => items).sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)).slice(offset, offset + limit);
      const { items: notes } = await call(getNodes, { ids: best.map(({ id }) => id) });
      const byId = new Map(notes.map((note) => [note.id, note]));
      const items = best.flatMap(({ id, score }) => {
        const note = byId.get(id);
        if (!note) return [];
        const passage = highlight(note.content, q);
        return [{ id, graph: note.graph, title: note.title, score, highlights: passage.text === '' ? [] : [passage] }];
      });
      const next = offset + best.length;
      const truncated = total > next;
      return { items, total, truncated, ...(truncated && next < deepest ? { cursor: cursorOf(next) } : {}) };
    },
  });

const cursorOf = (offset: number): string => Buffer.from(`s${offset}`).toString('base64url');

const offsetOf = (cursor: string): number => {
  const match = /^s(\d{1,4})$/.exec(Buffer.from(cursor, 'base64url').toString());
  valid(match !== null && Number(match[1]) < deepest, 'discovery.bad-cursor', 'This cursor is not one that a search has answered.');
  return Number(match[1]);
};
