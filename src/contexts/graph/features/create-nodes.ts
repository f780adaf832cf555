import { type Static, Type as t } from 'typebox';
import { Rejection } from '#kernel/rejection';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { Graph, hasRoom } from '../domain/graph.ts';
import { GraphId, NodeId } from '../domain/id.ts';
import { createNode, Node, type NodeEvent, type Note } from '../domain/node.ts';
import { opened } from './graph-of.ts';
import { defaultGraphId, nodeIdOfKey } from './ids.ts';
import { NewNode, noteFrom } from './node-input.ts';
import { roomFor } from './room.ts';

const Item = t.Object({
  ...NewNode.properties,
  key: t.Optional(
    t.String({ minLength: 1, maxLength: 255, description: 'Your own name for this note: the same key never makes two.' }),
  ),
});
const Problem = t.Object({ kind: t.String(), code: t.String(), detail: t.String() });
const Result = t.Object({
  index: t.Integer(),
  status: t.Union([t.Literal('created'), t.Literal('unchanged'), t.Literal('failed')]),
  id: t.Optional(Id),
  problem: t.Optional(Problem),
});
type Result = Static<typeof Result>;
type Outcome<T> = { readonly ok: T } | { readonly problem: Static<typeof Problem> };

export const createNodes = command({
  name: 'graph.createNodes',
  summary: 'Writes up to 1,000 notes in one go. One that is refused does not harm the others.',
  access: 'graph:write',
  public: true,
  heavy: true,
  bytes: 32 * 1024 * 1024,
  deadline: 60_000,
  input: t.Object({ items: t.Array(Item, { minItems: 1, maxItems: 1_000 }) }),
  output: t.Object({ results: t.Array(Result) }),

  run: async ({ items }, { events, sql, tenant, newId, now }) => {
    const seen = new Set<string>();
    const notes = items.map((item) => attempt(() => once(noteOf(item, tenant, newId), seen)));
    const good = notes.flatMap((note) => ('ok' in note ? [note.ok] : []));
    const graphs = [...new Set(good.map(({ graph }) => graph))];
    const room = new Map<string, number>();
    for (const graph of graphs)
      room.set(
        graph,
        await roomFor(sql, {
          tenant,
          graph,
          kind: 'nodes',
          count: good.filter((note) => note.graph === graph).length,
          now: now(),
        }),
      );

    let outcomes: readonly Outcome<readonly NodeEvent[]>[] = [];
    return events.decide(
      { graphs: [Graph, graphs], nodes: [Node, good.map(({ id }) => id)] },
      (current) => {
        const open = graphs.map((id, index) => opened(current.graphs[index] ?? Graph.initial, id, tenant));
        const byId = new Map(graphs.map((id, index) => [id, open[index]?.graph ?? Graph.initial]));
        const free = new Map(room);
        outcomes = good.map((note, index) =>
          attempt(() => {
            const created = createNode(current.nodes[index] ?? Node.initial, byId.get(note.graph) ?? Graph.initial, note);
            const left = free.get(note.graph) ?? 0;
            if (created.length > 0) hasRoom({ nodes: left });
            free.set(note.graph, left - created.length);
            return created;
          }),
        );
        const used = new Set(good.filter((_, index) => eventsOf(outcomes[index]).length > 0).map(({ graph }) => graph));
        return {
          graphs: graphs.map((id, index) => (used.has(id) ? (open[index]?.events ?? []) : [])),
          nodes: outcomes.map(eventsOf),
        };
      },
      () => {
        const decided = outcomes.values();
        return { results: notes.map((note, index) => resultOf(index, note, 'ok' in note ? decided.next().value : undefined)) };
      },
    );
  },
});

const noteOf = ({ key, ...item }: Static<typeof Item>, tenant: string, newId: () => string): Note => ({
  id: item.id !== undefined ? NodeId(item.id) : key !== undefined ? nodeIdOfKey(tenant, key) : NodeId(newId()),
  graph: item.graph === undefined ? defaultGraphId(tenant) : GraphId(item.graph),
  ...noteFrom(item),
  ...(item.source !== undefined && { source: item.source }),
});

const once = (note: Note, seen: Set<string>): Note => {
  if (seen.has(note.id)) throw new Rejection('refused', 'graph.repeated', 'This id stands more than once in the request.');
  seen.add(note.id);
  return note;
};

const attempt = <T>(run: () => T): Outcome<T> => {
  try {
    return { ok: run() };
  } catch (error) {
    if (error instanceof Rejection) return { problem: { kind: error.kind, code: error.code, detail: error.message } };
    throw error;
  }
};

const eventsOf = (outcome: Outcome<readonly NodeEvent[]> | undefined): readonly NodeEvent[] =>
  outcome && 'ok' in outcome ? outcome.ok : [];

const resultOf = (index: number, note: Outcome<Note>, decided: Outcome<readonly NodeEvent[]> | undefined): Result => {
  if ('problem' in note) return { index, status: 'failed', problem: note.problem };
  if (decided && 'problem' in decided) return { index, status: 'failed', problem: decided.problem };
  return { index, status: eventsOf(decided).length > 0 ? 'created' : 'unchanged', id: note.ok.id };
};
