import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';
import { found, must } from '#kernel/rejection';
import type { GraphId } from './id.ts';
import type { Properties } from './properties.ts';
import { same } from './same.ts';
import type { Title } from './title.ts';

type Named = { readonly id: GraphId; readonly name: Title; readonly description: string };

export type GraphEvent =
  | Event<'GraphCreated', Named & { settings: Properties; isDefault?: true }>
  | Event<'GraphRenamed', Named>
  | Event<'GraphSettingsChanged', { id: GraphId; settings: Properties }>
  | Event<'GraphArchived', { id: GraphId }>
  | Event<'GraphRestored', { id: GraphId }>
  | Event<'GraphDeleted', { id: GraphId }>;

type Told = Named & { readonly settings: Properties; readonly isDefault: boolean };

/** A person's named collection of notes: it knows neither its notes nor its edges. */
export type Graph =
  | { readonly status: 'missing' }
  | { readonly status: 'deleted' }
  | (Told & { readonly status: 'live' | 'archived' });

/** Above these a graph takes no more: refused with a clear sentence, never by falling over. */
export const GRAPH_LIMITS = { nodes: 100_000, edges: 1_000_000 } as const;

export const Graph: Model<Graph, GraphEvent> = {
  name: 'graph',
  initial: { status: 'missing' },
  evolve: (now, { type, data }) => {
    if (type === 'GraphCreated') return { ...data, status: 'live', isDefault: data.isDefault ?? false };
    if (now.status === 'missing' || now.status === 'deleted') return now;
    switch (type) {
      case 'GraphRenamed':
        return { ...now, name: data.name, description: data.description };
      case 'GraphSettingsChanged':
        return { ...now, settings: data.settings };
      case 'GraphArchived':
        return { ...now, status: 'archived' };
      case 'GraphRestored':
        return { ...now, status: 'live' };
      case 'GraphDeleted':
        return { status: 'deleted' };
    }
  },
};

type NewGraph = Named & { readonly settings: Properties };

export const openGraph = (graph: Graph, wanted: NewGraph): GraphEvent[] => {
  if (graph.status === 'live' && same({ ...wanted, status: 'live', isDefault: graph.isDefault }, graph)) return [];
  must(
    graph.status === 'missing' || graph.status === 'deleted',
    'graph.graph-exists',
    'There is already another graph with this id.',
  );
  return [{ type: 'GraphCreated', data: wanted }];
};

/** The graph that notes go to when none is named: made on first use. */
export const openDefaultGraph = (graph: Graph, wanted: NewGraph): GraphEvent[] =>
  graph.status === 'missing' || graph.status === 'deleted'
    ? [{ type: 'GraphCreated', data: { ...wanted, isDefault: true } }]
    : [];

export const changeGraph = (
  graph: Graph,
  wanted: { readonly [K in 'name' | 'description' | 'settings']?: NewGraph[K] | undefined },
): GraphEvent[] => {
  takesChanges(graph);
  const { id } = graph;
  const { name = graph.name, description = graph.description, settings = graph.settings } = wanted;
  const events: GraphEvent[] = [];
  if (name !== graph.name || description !== graph.description)
    events.push({ type: 'GraphRenamed', data: { id, name, description } });
  if (!same(settings, graph.settings)) events.push({ type: 'GraphSettingsChanged', data: { id, settings } });
  return events;
};

export const archiveGraph = (graph: Graph): GraphEvent[] => {
  exists(graph);
  return graph.status === 'archived' ? [] : [{ type: 'GraphArchived', data: { id: graph.id } }];
};

export const restoreGraph = (graph: Graph): GraphEvent[] => {
  exists(graph);
  return graph.status === 'live' ? [] : [{ type: 'GraphRestored', data: { id: graph.id } }];
};

export const deleteGraph = (graph: Graph, notes: number): GraphEvent[] => {
  exists(graph);
  must(notes === 0, 'graph.not-empty', `The graph still has ${notes} notes: archive it, or delete them first.`);
  return [{ type: 'GraphDeleted', data: { id: graph.id } }];
};

type Existing = Exclude<Graph, { readonly status: 'missing' | 'deleted' }>;

export function exists(graph: Graph): asserts graph is Existing {
  found(graph.status === 'live' || graph.status === 'archived', 'graph.no-graph', 'This graph does not exist.');
}

/** An archived graph can be read, and nothing in it changed. */
export function takesChanges(graph: Graph): asserts graph is Existing & { readonly status: 'live' } {
  exists(graph);
  must(graph.status === 'live', 'graph.graph-archived', 'The graph is archived: restore it first.');
}

/** Refuses what would not fit any more; `free` is what the graph still takes. */
export const hasRoom = (free: { readonly nodes?: number; readonly edges?: number }): void => {
  must((free.nodes ?? 1) > 0, 'graph.too-many-notes', 'A graph holds at most 100,000 notes.');
  must((free.edges ?? 1) > 0, 'graph.too-many-edges', 'A graph holds at most 1,000,000 edges.');
};
