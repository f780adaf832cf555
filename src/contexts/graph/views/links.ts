import { type Rows, view } from '#platform/view';
import type { NodeEvent, Note } from '../domain/node.ts';

export type LinkRow = {
  readonly source: string;
  readonly ordinal: number;
  readonly graph: string;
  readonly key: string;
  readonly otherwise: string | null;
  readonly target: string;
  readonly kind: string;
  readonly heading: string | null;
  readonly block: string | null;
  readonly alias: string | null;
};

/** The links in the text of live notes, as written. What they lead to is worked out when asked. */
export const links = view<NodeEvent, LinkRow, 'source' | 'ordinal'>({
  name: 'graph.links',
  key: ['source', 'ordinal'],
  on: {
    NodeCreated: ({ data }, rows) => write(data, rows),
    NodeRestored: ({ data }, rows) => write(data, rows),
    NodeContentUpdated: ({ data }, rows) => {
      rows.drop({ source: data.id });
      write(data, rows);
    },
    NodeArchived: ({ data }, rows) => rows.drop({ source: data.id }),
    NodeDeleted: ({ data }, rows) => rows.drop({ source: data.id }),
  },
});

const write = (note: Pick<Note, 'id' | 'graph' | 'links'>, rows: Rows<LinkRow, 'source' | 'ordinal'>): void =>
  note.links.forEach(({ key, otherwise, target, kind, heading, block, alias }, ordinal) =>
    rows.put({
      source: note.id,
      ordinal,
      graph: note.graph,
      key,
      otherwise: otherwise ?? null,
      target,
      kind,
      heading: heading ?? null,
      block: block ?? null,
      alias: alias ?? null,
    }));
