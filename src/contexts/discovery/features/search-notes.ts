import { getNodes } from '#graph/contract';
import { valid } from '#kernel/rejection';
import { query } from '#platform/feature';
import { searchNotes as contract } from '../contract.ts';
import { highlight } from '../engine/highlight.ts';
import type { Engine } from '../ports.ts';
import type { Filling } from '../services/filling.ts';
import type { Freshness } from '../services/freshness.ts';
import { headsOf } from '../views/documents.ts';

const deepest = 1_000; // hits that may be paged through

type Parts = { readonly engine: Engine; readonly filling: Filling; readonly fresh: Freshness };

export const searchNotes = ({ engine, filling, fresh }: Parts) =>
  query({
    ...contract,
    access: 'discovery:read',
    public: true,
    run: async ({ q, limit, graph, tag = [], cursor }, { sql, tenant, call }) => {
      const offset = cursor === undefined ? 0 : offsetOf(cursor);
      const { overdue } = await fresh();
      const heads = (await headsOf(sql, tenant)).filter((head) => graph === undefined || head.graph === graph.toLowerCase());
      const each = await Promise.all(
        heads.map((head) => {
          const key = { tenant, graph: head.graph };
          const query = { text: q, limit: offset + limit, offset: 0, tags: tag };
          return filling.ask(sql, { graph: key, through: head.place, within: overdue }, () => engine.search(key, query));
        }),
      );
      const total = each.reduce((sum, hits) => sum + hits.total, 0);
      const best = each
        .flatMap(({ items }) => items)
        .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
        .slice(offset, offset + limit);
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
  valid(
    match !== null && Number(match[1]) < deepest,
    'discovery.bad-cursor',
    'This cursor is not one that a search has answered.',
  );
  return Number(match[1]);
};
