-- The connections that were found for a note, heaviest first, with their evidence.
create table discovery.connections (
  tenant        text        not null,
  node          uuid        not null,
  graph         uuid        not null,
  items         jsonb       not null,
  analyser      int         not null,
  discovered_at timestamptz not null,
  primary key (tenant, node)
);
create index connections_by_graph on discovery.connections (tenant, graph);

-- Pairs on which a person has spoken: they are not proposed again. Both directions.
create table discovery.judgements (
  tenant  text not null,
  node    uuid not null,
  target  uuid not null,
  verdict text not null,
  primary key (tenant, node, target)
);
