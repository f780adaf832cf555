import type { Sql } from '#platform/postgres/sql';
import { type Rows, view } from '#platform/view';
import type { NodeEvent, Note } from '../domain/node.ts';

type LinkRow = {
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
    }),
  );

type ResolvedLink = LinkRow & {
  readonly resolved: string | null;
  readonly title: string | null;
  readonly carriers: number;
};

/** A note's links from a place on, each with the note it leads to, or how many notes it could mean. */
export const linksOf = (
  sql: Sql,
  of: {
    readonly tenant: string;
    readonly node: string;
    readonly after: number;
    readonly unresolved: boolean;
    readonly limit: number;
  },
) =>
  sql<ResolvedLink>`
    with link as (
      select l.*, w.node as resolved, coalesce(w.carriers, 0) as carriers
      from graph.links l
      left join lateral graph.winner(l.tenant, l.graph, l.key, l.otherwise) w on true
      where l.tenant = ${of.tenant} and l.source = ${of.node} and l.ordinal > ${of.after}
    )
    select l.*, n.title from link l left join graph.nodes n on n.tenant = l.tenant and n.id = l.resolved
    where not ${of.unresolved} or l.resolved is null
    order by l.ordinal limit ${of.limit}`;

type Backlink = Pick<LinkRow, 'source' | 'ordinal' | 'target' | 'kind' | 'heading' | 'block' | 'alias'> & {
  readonly title: string;
};

/** The links that lead to a note, from a place on. */
export const backlinksOf = (
  sql: Sql,
  of: { readonly tenant: string; readonly node: string; readonly after: readonly unknown[]; readonly limit: number },
) =>
  sql<Backlink>`
    with won as materialized (
      select m.graph, m.key from (select distinct graph, key from graph.names where tenant = ${of.tenant} and node = ${of.node}) m
      cross join lateral graph.winner(${of.tenant}, m.graph, m.key, null) w where w.node = ${of.node}
    ), link as (
      select l.* from won w join graph.links l on l.tenant = ${of.tenant} and l.graph = w.graph and l.key = w.key
      union all
      select l.* from won w join graph.links l on l.tenant = ${of.tenant} and l.graph = w.graph and l.otherwise = w.key
      where not exists (select from graph.names x where x.tenant = ${of.tenant} and x.graph = l.graph and x.key = l.key)
    )
    select l.source, l.ordinal, l.target, l.kind, l.heading, l.block, l.alias, n.title
    from link l join graph.nodes n on n.tenant = ${of.tenant} and n.id = l.source
    where (l.source, l.ordinal) > (${of.after[0]}::uuid, ${of.after[1]}::int) and l.source <> ${of.node}
    order by l.source, l.ordinal limit ${of.limit}`;

type UnresolvedLink = {
  readonly key: string;
  readonly target: string;
  readonly notes: number;
  readonly sources: readonly string[];
  readonly carriers: number;
  readonly total: number;
};

/** What a graph's links name and no note answers to (or more than one does), most wanted first. */
export const unresolvedIn = (
  sql: Sql,
  of: { readonly tenant: string; readonly graph: string; readonly after: readonly unknown[] | undefined; readonly limit: number },
) =>
  sql<UnresolvedLink>`
    with carrier as (
      select key, node, min(rank) as rank from graph.names where tenant = ${of.tenant} and graph = ${of.graph} group by key, node
    ), equal as (
      select key, count(*) as notes from carrier group by key, rank
    ), known as materialized (
      select key, sum(notes)::int as carriers, min(notes) = 1 as clear from equal group by key
    ), missing as (
      select l.key, min(l.target) as target, count(distinct l.source)::int as notes, min(coalesce(k.carriers, o.carriers, 0)) as carriers,
        (array_agg(distinct l.source))[1:5] as sources
      from graph.links l
      left join known k on k.key = l.key
      left join known o on o.key = l.otherwise and k.key is null
      where l.tenant = ${of.tenant} and l.graph = ${of.graph} and coalesce(k.clear, o.clear) is not true
      group by l.key
    )
    select *, (select count(*) from missing)::int as total from missing
    where ${of.after === undefined} or (-notes, key) > (${of.after?.[0] ?? 0}::int, ${of.after?.[1] ?? ''}::text collate "C")
    order by notes desc, key limit ${of.limit}`;
