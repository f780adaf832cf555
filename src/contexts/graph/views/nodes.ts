import { view } from '#platform/view';
import { excerptOf } from '../domain/excerpt.ts';
import type { NodeEvent } from '../domain/node.ts';

export type NodeRow = {
  readonly id: string;
  readonly graph: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly aliases: readonly string[];
  readonly path: string | null;
  readonly excerpt: string;
  readonly status: 'live' | 'archived';
  readonly revision: number;
  readonly created_at: string;
  readonly updated_at: string;
};

/** What lists show of notes. */
export const nodes = view<NodeEvent, NodeRow, 'id'>({
  name: 'graph.nodes',
  key: ['id'],
  on: {
    NodeCreated: ({ data, version, recordedAt }, rows) =>
      rows.put({
        id: data.id,
        graph: data.graph,
        title: data.title,
        tags: data.tags,
        aliases: data.aliases,
        path: data.path ?? null,
        excerpt: excerptOf(data.content),
        status: 'live',
        revision: version,
        created_at: recordedAt,
        updated_at: recordedAt,
      }),
    NodeContentUpdated: (event, rows) => rows.patch(keyOf(event), { ...changed(event), excerpt: excerptOf(event.data.content) }),
    NodeRetitled: (event, rows) => rows.patch(keyOf(event), { ...changed(event), title: event.data.title }),
    NodeAliasesChanged: (event, rows) => rows.patch(keyOf(event), { ...changed(event), aliases: event.data.aliases }),
    NodeTagsChanged: (event, rows) => rows.patch(keyOf(event), { ...changed(event), tags: event.data.tags }),
    NodePropertiesChanged: (event, rows) => rows.patch(keyOf(event), changed(event)),
    NodeMoved: (event, rows) => rows.patch(keyOf(event), changed(event)),
    NodeArchived: (event, rows) => rows.patch(keyOf(event), { ...changed(event), status: 'archived' }),
    NodeRestored: (event, rows) => rows.patch(keyOf(event), { ...changed(event), status: 'live' }),
    NodeDeleted: (event, rows) => rows.drop(keyOf(event)),
  },
});

type Told = { readonly data: { readonly id: string }; readonly version: number; readonly recordedAt: string };

const keyOf = ({ data }: Told) => ({ id: data.id });
const changed = ({ version, recordedAt }: Told) => ({ revision: version, updated_at: recordedAt });
