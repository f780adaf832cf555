import type { Sql } from '#platform/postgres/sql';
import type { Facets, GraphKey, IndexedNote } from '../ports.ts';

export type Document = {
  readonly node: string;
  readonly graph: string;
  readonly facets: Facets;
  readonly analyser: number;
  readonly analysis: Uint8Array;
};

/** Whoever gives out places takes a turn first and keeps it to the commit, so that a place never appears below one already read. */
export const takeTurn = (sql: Sql) => sql`select pg_advisory_xact_lock(hashtext('discovery.place'))`;

/** Writes what the index shall know of these notes, in one statement. */
export const writeDocuments = (sql: Sql, tenant: string, documents: readonly Document[]) => sql`
  insert into discovery.documents (tenant, node, graph, place, title, facets, analyser, analysis)
  select ${tenant}, d.node, d.graph, nextval('discovery.place'), d.facets::json ->> 'title', d.facets::json, d.analyser, d.analysis
  from unnest(
    ${documents.map(({ node }) => node)}::uuid[], ${documents.map(({ graph }) => graph)}::uuid[],
    ${documents.map(({ facets }) => JSON.stringify(facets))}::text[], ${documents.map(({ analyser }) => analyser)}::int[],
    ${documents.map(({ analysis }) => Buffer.from(analysis))}::bytea[]
  ) d (node, graph, facets, analyser, analysis)
  on conflict (tenant, node) do update
  set graph = excluded.graph, place = excluded.place, title = excluded.title, facets = excluded.facets,
    analyser = excluded.analyser, analysis = excluded.analysis`;

/** Takes notes out of the index: they are gone, or archived. */
export const removeDocuments = (sql: Sql, tenant: string, nodes: readonly string[]) => sql`
  update discovery.documents set analysis = null, place = nextval('discovery.place')
  where tenant = ${tenant} and node = any (${nodes}::uuid[]) and analysis is not null`;

/** Has the connections of these notes looked at again, though nothing in them has changed. */
export const touchDocuments = (sql: Sql, tenant: string, nodes: readonly string[]) => sql`
  update discovery.documents set place = nextval('discovery.place') where tenant = ${tenant} and node = any (${nodes}::uuid[])`;

type News = { readonly id: string; readonly place: number; readonly facets: Facets; readonly analysis: Buffer | null };

/** What has changed in a graph behind a place, in order. */
export const documentsAfter = async (
  sql: Sql,
  { tenant, graph }: GraphKey,
  place: number,
  limit: number,
): Promise<readonly (IndexedNote & { readonly place: number })[]> =>
  sql<News>`
    select node as id, place, facets, analysis from discovery.documents
    where tenant = ${tenant} and graph = ${graph} and place > ${place} order by place limit ${limit}`;

/** The notes of a graph that changed behind one place and up to another. */
export const changedBetween = async (
  sql: Sql,
  { tenant, graph }: GraphKey,
  after: number,
  through: number,
): Promise<readonly string[]> => {
  const rows = await sql<{ readonly node: string }>`
    select node from discovery.documents where tenant = ${tenant} and graph = ${graph} and place > ${after} and place <= ${through}`;
  return rows.map(({ node }) => node);
};

/** All notes of a graph that are in the index. */
export const nodesOf = async (sql: Sql, { tenant, graph }: GraphKey): Promise<readonly string[]> => {
  const rows = await sql<{ readonly node: string }>`
    select node from discovery.documents where tenant = ${tenant} and graph = ${graph} and analysis is not null order by node`;
  return rows.map(({ node }) => node);
};

/** The graphs of a tenant, each with the place of its newest change. Steps from graph to graph along the index, however many the notes. */
export const headsOf = (sql: Sql, tenant: string) => sql<{ readonly graph: string; readonly place: number }>`
  with recursive known (graph) as (
    select min_graph from (select graph as min_graph from discovery.documents where tenant = ${tenant} order by graph limit 1) first
    union all
    select (select d.graph from discovery.documents d where d.tenant = ${tenant} and d.graph > k.graph order by d.graph limit 1)
    from known k where k.graph is not null
  )
  select k.graph, d.place from known k cross join lateral (
    select place from discovery.documents d where d.tenant = ${tenant} and d.graph = k.graph order by place desc limit 1
  ) d`;

type Outdated = { readonly tenant: string; readonly node: string; readonly place: number };

/** Documents that an analyser before this version made. */
export const outdatedDocuments = (sql: Sql, version: number, limit: number) => sql<Outdated>`
  select tenant, node, place from discovery.documents where analyser < ${version} and analysis is not null order by analyser limit ${limit}`;

type Renewed = { readonly node: string; readonly place: number; readonly analyser: number; readonly analysis: Uint8Array | null };

/** Stores new analyses of notes that have not changed since their place was read. One statement, so one transaction with its turn. */
export const renewDocuments = (sql: Sql, tenant: string, renewed: readonly Renewed[]) => sql`
  with turn as materialized (select pg_advisory_xact_lock(hashtext('discovery.place')))
  update discovery.documents d set analyser = r.analyser, analysis = r.analysis, place = nextval('discovery.place')
  from turn, unnest(
    ${renewed.map(({ node }) => node)}::uuid[], ${renewed.map(({ place }) => place)}::bigint[], ${renewed.map(({ analyser }) => analyser)}::int[],
    ${renewed.map(({ analysis }) => analysis && Buffer.from(analysis))}::bytea[]
  ) r (node, place, analyser, analysis)
  where d.tenant = ${tenant} and d.node = r.node and d.place = r.place`;

export type Pending = GraphKey & { readonly place: number; readonly connected: number; readonly changed: number };

/** Graphs with changes whose connections are not worked out yet. `floor`: no graph has any up to there. */
export const pendingGraphs = (sql: Sql, floor: number): Promise<readonly Pending[]> => sql<Pending>`
  select d.tenant, d.graph, max(d.place) as place, coalesce(max(p.place), 0) as connected, count(*)::int as changed
  from discovery.documents d left join discovery.progress p using (tenant, graph)
  where d.place > ${floor} and d.place > coalesce(p.place, 0)
  group by d.tenant, d.graph order by max(d.place)`;

export type Status = { readonly notes: number; readonly waiting: number };

/** How many notes of a tenant are in the index, and of how many the connections are still being worked out. */
export const indexStatus = async (sql: Sql, tenant: string): Promise<Status> => {
  const [row] = await sql<Status>`
    select count(*) filter (where analysis is not null)::int as notes, count(*) filter (where d.place > coalesce(p.place, 0))::int as waiting
    from discovery.documents d left join discovery.progress p using (tenant, graph) where d.tenant = ${tenant}`;
  return row ?? { notes: 0, waiting: 0 };
};
