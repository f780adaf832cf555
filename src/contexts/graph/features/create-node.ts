import { command } from '#platform/feature';
import { NodeAnswer } from '../contract.ts';
import { Graph, hasRoom } from '../domain/graph.ts';
import { GraphId, NodeId } from '../domain/id.ts';
import { createNode as create, Node } from '../domain/node.ts';
import { opened } from './graph-of.ts';
import { defaultGraphId } from './ids.ts';
import { nodeAnswer } from './node-answer.ts';
import { NewNode, NOTE_BYTES, noteFrom } from './node-input.ts';
import { roomFor } from './room.ts';

export const createNode = command({
  name: 'graph.createNode',
  summary: 'Writes a new note. The same note under the same id is written once.',
  access: 'graph:write',
  public: true,
  answers: 201,
  bytes: NOTE_BYTES,
  input: NewNode,
  output: NodeAnswer,

  run: async (input, { events, sql, tenant, newId, now }) => {
    const graph = input.graph === undefined ? defaultGraphId(tenant) : GraphId(input.graph);
    const id = NodeId(input.id ?? newId());
    const note = { id, graph, ...noteFrom(input), ...(input.source !== undefined && { source: input.source }) };
    hasRoom({ nodes: await roomFor(sql, { tenant, graph, kind: 'nodes', count: 1, now: now() }) });
    return events.decide(
      { graph: [Graph, graph], node: [Node, id] },
      (current) => {
        const open = opened(current.graph, graph, tenant);
        return { graph: open.events, node: create(current.node, open.graph, note) };
      },
      ({ node }) => nodeAnswer(node),
    );
  },
});
