import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';
import { found, must } from '#kernel/rejection';
import { type Alias, ALIASES_PER_NOTE } from './alias.ts';
import type { Content } from './content.ts';
import { type Graph, takesChanges } from './graph.ts';
import type { GraphId, NodeId } from './id.ts';
import type { Link } from './link.ts';
import type { Path } from './path.ts';
import type { Position } from './position.ts';
import type { Properties } from './properties.ts';
import { same } from './same.ts';
import type { Tag } from './tag.ts';
import type { Title } from './title.ts';

/** All that a note says. `path` and `source` say where it came from and stay; `links` are those of the content, in their order. */
export type Note = {
  readonly id: NodeId;
  readonly graph: GraphId;
  readonly title: Title;
  readonly content: Content;
  readonly tags: readonly Tag[];
  readonly aliases: readonly Alias[];
  readonly properties: Properties;
  readonly position?: Position;
  readonly path?: Path;
  readonly source?: string;
  readonly links: readonly Link[];
};

type Of<Field extends keyof Note = never> = Pick<Note, 'id' | 'graph' | Field>;

export type NodeEvent =
  | Event<'NodeCreated', Note>
  | Event<'NodeContentUpdated', Of<'content' | 'links'>>
  | Event<'NodeRetitled', Of<'title'>>
  | Event<'NodeAliasesChanged', Of<'aliases'>>
  | Event<'NodeTagsChanged', Of<'tags'>>
  | Event<'NodePropertiesChanged', Of<'properties'>>
  | Event<'NodeMoved', Of & { position: Position | null }>
  | Event<'NodeArchived', Of>
  | Event<'NodeRestored', Omit<Note, 'content' | 'properties' | 'position' | 'source'>>
  | Event<'NodeDeleted', Of>;

export type ExistingNode = Note & { readonly status: 'live' | 'archived' };
export type Node = { readonly status: 'missing' } | { readonly status: 'deleted' } | ExistingNode;

export const Node: Model<Node, NodeEvent> = {
  name: 'node',
  initial: { status: 'missing' },
  evolve: (now, { type, data }) => {
    if (type === 'NodeCreated') return { ...data, status: 'live' };
    if (now.status === 'missing' || now.status === 'deleted') return now;
    switch (type) {
      case 'NodeContentUpdated':
        return { ...now, content: data.content, links: data.links };
      case 'NodeRetitled':
        return { ...now, title: data.title };
      case 'NodeAliasesChanged':
        return { ...now, aliases: data.aliases };
      case 'NodeTagsChanged':
        return { ...now, tags: data.tags };
      case 'NodePropertiesChanged':
        return { ...now, properties: data.properties };
      case 'NodeMoved':
        return placed(now, data.position);
      case 'NodeArchived':
        return { ...now, status: 'archived' };
      case 'NodeRestored':
        return { ...now, status: 'live' };
      case 'NodeDeleted':
        return { status: 'deleted' };
    }
  },
};

/** The same note twice is one note; another note under its id is refused. The id of a deleted note may be used again. */
export const createNode = (node: Node, graph: Graph, note: Note): NodeEvent[] => {
  takesChanges(graph);
  if (isThere(node)) {
    must(
      node.status === 'live' && same(node, { ...note, status: 'live' }),
      'graph.node-exists',
      'There is already another note with this id.',
    );
    return [];
  }
  return [{ type: 'NodeCreated', data: note }];
};

/** What a note is to say. */
export type Wanted = Omit<Note, 'id' | 'graph' | 'path' | 'source'>;

/** The fewest events that make the note say what is wanted. */
export const updateNode = (node: Node, graph: Graph, wanted: Wanted): NodeEvent[] => {
  takesNoteChanges(node, graph);
  const of = { id: node.id, graph: node.graph };
  const { title, aliases, content, links, tags, properties, position = null } = wanted;
  const events: NodeEvent[] = [];
  if (title !== node.title) events.push({ type: 'NodeRetitled', data: { ...of, title } });
  if (!same(aliases, node.aliases)) events.push({ type: 'NodeAliasesChanged', data: { ...of, aliases } });
  if (content !== node.content || !same(links, node.links))
    events.push({ type: 'NodeContentUpdated', data: { ...of, content, links } });
  if (!same(tags, node.tags)) events.push({ type: 'NodeTagsChanged', data: { ...of, tags } });
  if (!same(properties, node.properties)) events.push({ type: 'NodePropertiesChanged', data: { ...of, properties } });
  if (!same(position, node.position ?? null)) events.push({ type: 'NodeMoved', data: { ...of, position } });
  return events;
};

export const archiveNode = (node: Node, graph: Graph): NodeEvent[] => {
  takesChanges(graph);
  nodeExists(node);
  return node.status === 'archived' ? [] : [{ type: 'NodeArchived', data: { id: node.id, graph: node.graph } }];
};

export const restoreNode = (node: Node, graph: Graph): NodeEvent[] => {
  takesChanges(graph);
  nodeExists(node);
  if (node.status === 'live') return [];
  const { status: _, content: __, properties: ___, position: ____, source: _____, ...data } = node;
  return [{ type: 'NodeRestored', data }];
};

export const deleteNode = (node: Node, graph: Graph): NodeEvent[] => {
  takesChanges(graph);
  nodeExists(node);
  return [{ type: 'NodeDeleted', data: { id: node.id, graph: node.graph } }];
};

/** The aliases of a note that is given another title: the former one joins them, so that links by it keep working. */
export const aliasesAfter = ({ title, aliases }: Pick<Note, 'title' | 'aliases'>, next: Title): readonly Alias[] => {
  if (title === next) return aliases;
  const others = aliases.filter((alias) => String(alias) !== String(next));
  const former = String(title) as Alias; // a title obeys the rules of an alias
  return others.includes(former) || others.length >= ALIASES_PER_NOTE ? others : [...others, former];
};

const isThere = (node: Node): node is ExistingNode => node.status === 'live' || node.status === 'archived';

export function nodeExists(node: Node): asserts node is ExistingNode {
  found(isThere(node), 'graph.no-node', 'This note does not exist.');
}

export function takesNoteChanges(node: Node, graph: Graph): asserts node is ExistingNode & { readonly status: 'live' } {
  nodeExists(node);
  takesChanges(graph);
  must(node.status === 'live', 'graph.node-archived', 'The note is archived: restore it first.');
}

const placed = ({ position: _, ...node }: ExistingNode, position: Position | null): ExistingNode =>
  position === null ? node : { ...node, position };
