import { view } from '#platform/view';
import type { GraphEvent } from '../domain/graph.ts';

export type GraphRow = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly is_default: boolean;
  readonly status: 'live' | 'archived';
  readonly revision: number;
  readonly created_at: string;
  readonly updated_at: string;
};

/** What lists show of graphs. */
export const graphs = view<GraphEvent, GraphRow, 'id'>({
  name: 'graph.graphs',
  key: ['id'],
  on: {
    GraphCreated: ({ data: { id, name, description, isDefault }, version, recordedAt }, rows) =>
      rows.put({
        id,
        name,
        description,
        is_default: isDefault ?? false,
        status: 'live',
        revision: version,
        created_at: recordedAt,
        updated_at: recordedAt,
      }),
    GraphRenamed: (event, rows) =>
      rows.patch(keyOf(event), { ...changed(event), name: event.data.name, description: event.data.description }),
    GraphSettingsChanged: (event, rows) => rows.patch(keyOf(event), changed(event)),
    GraphArchived: (event, rows) => rows.patch(keyOf(event), { ...changed(event), status: 'archived' }),
    GraphRestored: (event, rows) => rows.patch(keyOf(event), { ...changed(event), status: 'live' }),
    GraphDeleted: (event, rows) => rows.drop(keyOf(event)),
  },
});

type Told = { readonly data: { readonly id: string }; readonly version: number; readonly recordedAt: string };

const keyOf = ({ data }: Told) => ({ id: data.id });
const changed = ({ version, recordedAt }: Told) => ({ revision: version, updated_at: recordedAt });
