import type { Ports } from '#platform/feature';
import { Graph, GRAPH_LIMITS } from '../domain/graph.ts';
import type { GraphId, NodeId } from '../domain/id.ts';
import { batchApplied, Import, isNext } from '../domain/import.ts';
import { type Applied, applyFile, type File } from '../domain/import-file.ts';
import { Node, type NodeEvent } from '../domain/node.ts';
import { countsOf } from '../views/counts.ts';
import { takeWaiting } from '../views/import-spool.ts';
import { lastPrints } from '../views/imports.ts';
import { readFile } from './import-note.ts';

export type Job = { readonly id: string; readonly graph: GraphId; readonly source: string };

/** Files in one transaction: more gain little, and a kill costs at most so many. */
const BATCH = { limit: 500, bytes: 4 * 1024 * 1024 } as const;

/** The next files of an import, read as notes. */
export const readBatch = async ({ sql, tenant }: Ports, job: Job, from: number): Promise<readonly File[]> => {
  const waiting = await takeWaiting(sql, { tenant, id: job.id }, from, BATCH);
  return waiting.map((file) => readFile(file, job));
};

/**
 * Brings a batch in, in one transaction: the events of all its notes, and that of the import, which says how far it has come.
 * So a batch has happened or has not, whenever a process dies, and never happens twice, whoever else tries.
 */
export const applyBatch = async (
  { events, sql, tenant }: Ports,
  job: Job,
  from: number,
  files: readonly File[],
): Promise<Import> => {
  const ids = [...new Set(files.flatMap((file) => ('note' in file ? [file.note.id] : [])))];
  const [last, counts] = await Promise.all([lastPrints(sql, tenant, job, ids), countsOf(sql, tenant, job.graph)]);
  return events.decide(
    { import: [Import, job.id], graph: [Graph, job.graph], notes: [Node, ids] },
    (now) => {
      if (!isNext(now.import, from)) return {};
      const nodes = new Map(ids.map((id, at) => [id, now.notes[at] ?? Node.initial]));
      const written = new Map<NodeId, readonly NodeEvent[]>();
      let room = GRAPH_LIMITS.nodes - counts.nodes;

      const apply = (file: File): Applied => {
        if (!('note' in file)) return applyFile(file, { node: Node.initial, graph: now.graph, room: true }).applied;
        const { id } = file.note;
        const known = last.get(id);
        if (written.has(id) || known?.import === job.id) return samePath(file.path);
        const { applied, events } = applyFile(file, {
          node: nodes.get(id) ?? Node.initial,
          graph: now.graph,
          last: known?.print,
          room: room > 0,
        });
        written.set(id, events);
        if (applied.outcome === 'created') room--;
        return applied;
      };

      const applied = files.map(apply);
      return { import: batchApplied(now.import, applied), notes: ids.map((id) => written.get(id) ?? []) };
    },
    (after) => after.import.state,
  );
};

const samePath = (path: string): Applied => ({
  path,
  outcome: 'failed',
  trouble: {
    code: 'graph.import-same-path',
    message: 'Another file of the folder has this path, in another spelling or sent twice.',
  },
});
