import type { Sql } from '#platform/postgres/sql';
import type { Facets, GraphKey, IndexedNote } from '../ports.ts';

export type Document = { readonly node: string; readonly graph: string; readonly facets: Facets; readonly analysis: Uint8Array };

/** Writes what the index shall know of these notes, in one statement. */
export const writeDocuments = (sql: Sql, tenant: string, documents: readonly Document[]) => sql`
  insert into discovery.documents (tenant, node, graph, place, title, facets, analysis)
  select ${tenant}, d.node, d.graph, nextval('discovery.place'), d.facets::json ->> 'title', d.facets::json, d.analysis
  from unnest(
    ${documents.map(({ node }) => node)}::uuid[], ${documents.map(({ graph }) => graph)}::uuid[],
    ${documents.map(({ facets }) => JSON.stringify(facets))}::text[], ${documents.map(({ analysis }) => Buffer.from(analysis))}::bytea[]
  ) d (node, graph, facets, analysis)
  on conflict (tenant, node) do update
  set graph = excluded.graph, place = excluded.place, title = excluded.title, facets = excluded.facets, analysis = excluded.analysis`;

/** Takes notes out of the index: they are gone, or archived. */
export const removeDocuments = (sql: Sql, tenant: string, nodes: readonly string[]) => sql`
  update discovery.documents set analysis = null, place = nextval('discovery.place')
  where tenant = ${tenant} and node = any (${nodes}::uuid[]) and analysis is not null`;

/** Has the connections of these notes looked at again, though nothing in them has changed. */
export const touchDocuments = (sql: Sql, tenant: string, nodes: readonly string[]) => sql`
  update discovery.documents set place = nextval('discovery.place') where tenant = ${tenant} and node = any (${nodes}::uuid[])`;

type News = { readonly id: string; readonly place: number; readonly facets: Facets; readonly analysis: Buffer | null };

/** What has changed in a graph behind a place, in order. */
export const documentsAfter = async (sql: Sql, { tenant, graph }: GraphKey, place: number, limit: number): Promise<readonly (IndexedNote & { readonly place: number })[]> =>
  sql<News>`
    select node as id, place, facets, analysis from discovery.documents
    where tenant = ${tenant} and graph = ${graph} and place > ${place} order by place limit ${limit}`;

/** The notes of a graph that changed behind one place and up to another. */
export const changedBetween = async (sql: Sql, { tenant, graph }: GraphKey, after: number, through: number): Promise<readonly string[]> => {
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

/** The graphs of a tenant that have notes in the index. */
export const graphsOf = async (sql: Sql, tenant: string): Promise<readonly string[]> => {
  const rows = await sql<{ readonly graph: string }>`
    select distinct graph from discovery.documents where tenant = ${tenant} and analysis is not null`;
  return rows.map(({ graph }) => graph);
};

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
