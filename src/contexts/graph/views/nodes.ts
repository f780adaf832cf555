import type { Sql } from '#platform/postgres/sql';
import { view } from '#platform/view';
import { excerptOf } from '../domain/excerpt.ts';
import type { NodeEvent } from '../domain/node.ts';

type NodeRow = {
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

type Listed = Omit<NodeRow, 'created_at' | 'updated_at'> & { readonly created_at: Date; readonly updated_at: Date };
type Filter = {
  readonly tenant: string;
  readonly graph?: string | undefined;
  readonly tag?: string | undefined;
  /** A link key: notes of this name, file name or alias. */
  readonly name?: string | undefined;
  readonly status: string;
  /** Where the page before ended: its last note's creation and id. */
  readonly after?: readonly unknown[] | undefined;
  readonly limit: number;
};

/** Notes without their text, newest first. One text per filter, so that each is read along its own index. */
export const listNodes = (
  sql: Sql,
  { tenant, graph, tag, name, status, after: [time, id] = ['infinity', LAST], limit }: Filter,
) => {
  if (name !== undefined)
    return sql<Listed>`
      select n.id, n.graph, n.title, n.tags, n.aliases, n.path, n.excerpt, n.status, n.revision, n.created_at, n.updated_at
      from graph.nodes n
      where n.tenant = ${tenant} and n.id in (select m.node from graph.names m where m.tenant = ${tenant} and m.key = ${name})
        and n.status = ${status} and (${graph ?? null}::uuid is null or n.graph = ${graph ?? null}::uuid)
        and (${tag ?? null}::text is null
          or exists (select from graph.tags t where t.tenant = ${tenant} and t.node = n.id and t.tag = ${tag ?? null}::text))
        and (n.created_at, n.id) < (${time}::timestamptz, ${id}::uuid)
      order by n.created_at desc, n.id desc limit ${limit}`;
  if (tag !== undefined)
    return sql<Listed>`
      select n.id, n.graph, n.title, n.tags, n.aliases, n.path, n.excerpt, n.status, n.revision, n.created_at, n.updated_at
      from graph.tags t join graph.nodes n on n.tenant = t.tenant and n.id = t.node
      where t.tenant = ${tenant} and t.tag = ${tag} and n.status = ${status} and (${graph ?? null}::uuid is null or n.graph = ${graph ?? null}::uuid)
        and (n.created_at, n.id) < (${time}::timestamptz, ${id}::uuid)
      order by n.created_at desc, n.id desc limit ${limit}`;
  if (graph !== undefined)
    return sql<Listed>`
      select id, graph, title, tags, aliases, path, excerpt, status, revision, created_at, updated_at from graph.nodes
      where tenant = ${tenant} and graph = ${graph} and status = ${status} and (created_at, id) < (${time}::timestamptz, ${id}::uuid)
      order by created_at desc, id desc limit ${limit}`;
  return sql<Listed>`
    select id, graph, title, tags, aliases, path, excerpt, status, revision, created_at, updated_at from graph.nodes
    where tenant = ${tenant} and status = ${status} and (created_at, id) < (${time}::timestamptz, ${id}::uuid)
    order by created_at desc, id desc limit ${limit}`;
};

const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
