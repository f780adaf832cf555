import { type Rows, view } from '#platform/view';
import type { NodeEvent } from '../domain/node.ts';
import { type Tag, tagKey } from '../domain/tag.ts';

type TagRow = { readonly node: string; readonly tag: string };

/** Which notes carry a tag, or one nested in it. */
export const tags = view<NodeEvent, TagRow, 'node' | 'tag'>({
  name: 'graph.tags',
  key: ['node', 'tag'],
  on: {
    NodeCreated: ({ data }, rows) => write(data.id, data.tags, rows),
    NodeTagsChanged: ({ data }, rows) => {
      rows.drop({ node: data.id });
      write(data.id, data.tags, rows);
    },
    NodeDeleted: ({ data }, rows) => rows.drop({ node: data.id }),
  },
});

const write = (node: string, wanted: readonly Tag[], rows: Rows<TagRow, 'node' | 'tag'>): void => {
  for (const tag of new Set(wanted.flatMap(withParents))) rows.put({ node, tag });
};

/** `a/b/c` is also found as `a/b` and `a`. */
const withParents = (tag: Tag): readonly string[] => {
  const parts = tagKey(tag).split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
};
