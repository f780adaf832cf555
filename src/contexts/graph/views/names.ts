import { type Rows, view } from '#platform/view';
import { namesOf } from '../domain/link.ts';
import type { NodeEvent, Note } from '../domain/node.ts';

type NameRow = {
  readonly node: string;
  readonly field: 'path' | 'title' | 'alias';
  readonly key: string;
  readonly graph: string;
  readonly rank: number;
};
type Names = Rows<NameRow, 'node' | 'field' | 'key'>;

/** Every key under which links find a live note. */
export const names = view<NodeEvent, NameRow, 'node' | 'field' | 'key'>({
  name: 'graph.names',
  key: ['node', 'field', 'key'],
  on: {
    NodeCreated: ({ data }, rows) => writeAll(data, rows),
    NodeRestored: ({ data }, rows) => writeAll(data, rows),
    NodeRetitled: ({ data }, rows) => {
      rows.drop({ node: data.id, field: 'title' });
      write(data, 'title', { title: data.title, aliases: [] }, rows);
    },
    NodeAliasesChanged: ({ data }, rows) => {
      rows.drop({ node: data.id, field: 'alias' });
      write(data, 'alias', { title: '', aliases: data.aliases }, rows);
    },
    NodeArchived: ({ data }, rows) => rows.drop({ node: data.id }),
    NodeDeleted: ({ data }, rows) => rows.drop({ node: data.id }),
  },
});

type Of = Pick<Note, 'id' | 'graph'>;

const writeAll = (note: Of & Pick<Note, 'title' | 'aliases' | 'path'>, rows: Names): void => {
  if (note.path !== undefined) write(note, 'path', { path: note.path, title: '', aliases: [] }, rows);
  write(note, 'title', { title: note.title, aliases: [] }, rows);
  write(note, 'alias', { title: '', aliases: note.aliases }, rows);
};

// Field by field, because an event tells of one field only. An empty title has no key.
const write = ({ id, graph }: Of, field: NameRow['field'], named: Parameters<typeof namesOf>[0], rows: Names): void => {
  for (const { key, rank } of namesOf(named)) rows.put({ node: id, field, key, graph, rank });
};
