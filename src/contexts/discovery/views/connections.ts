import type { Sql } from '#platform/postgres/sql';
import { view } from '#platform/view';
import type { Connection, ConnectionEvent } from '../domain/connections.ts';
import type { GraphKey } from '../ports.ts';

type Row = { node: string; graph: string; items: readonly Connection[]; analyser: number; discovered_at: string };

/** The connections found for each note. */
export const connections = view<ConnectionEvent, Row, 'node'>({
  name: 'discovery.connections',
  key: ['node'],
  on: {
    ConnectionsDiscovered: ({ data, recordedAt }, rows) => rows.put({ ...data, discovered_at: recordedAt }),
  },
});

export type FoundConnection = Connection & { readonly title: string };

/** What was found for a note, heaviest first, without pairs that a person has judged and notes that are gone. */
export const connectionsOf = (
  sql: Sql,
  tenant: string,
  node: string,
): Promise<readonly FoundConnection[]> => sql<FoundConnection>`
  select i.item ->> 'id' as id, d.title, (i.item ->> 'weight')::float8 as weight, (i.item ->> 'cosine')::float8 as cosine,
    (i.item ->> 'mention')::float8 as mention, i.item -> 'evidence' as evidence
  from discovery.connections c cross join jsonb_array_elements(c.items) with ordinality i (item, n)
  join discovery.documents d on d.tenant = c.tenant and d.node = (i.item ->> 'id')::uuid and d.analysis is not null
  where c.tenant = ${tenant} and c.node = ${node} and not exists (
    select from discovery.judgements j where j.tenant = c.tenant and j.node = c.node and j.target = d.node
  ) order by i.n`;

/** The lists of a graph's notes, without evidence: what an index needs to tell whom a change concerns. */
export const listsOf = (sql: Sql, { tenant, graph }: GraphKey) => sql<{
  readonly id: string;
  readonly list: readonly { readonly id: string; readonly weight: number }[];
}>`
  select node as id, (
    select coalesce(jsonb_agg(jsonb_build_object('id', i ->> 'id', 'weight', i -> 'weight')), '[]') from jsonb_array_elements(items) i
  ) as list
  from discovery.connections where tenant = ${tenant} and graph = ${graph}`;
