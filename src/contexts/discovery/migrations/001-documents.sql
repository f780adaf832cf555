-- What the index knows of a note, so that it is rebuilt without reading any text again. `place` grows with every change, in the
-- order of the commits: whoever holds an index reads on from the place it has come to.
create table discovery.documents (
  tenant   text    not null,
  node     uuid    not null,
  graph    uuid    not null,
  place    bigint  not null,
  title    text    not null,
  facets   json    not null,
  analyser int     not null, -- the version that made the analysis
  analysis bytea,            -- none: the note is gone
  primary key (tenant, node)
);
create index documents_by_place on discovery.documents (tenant, graph, place);
create index documents_by_news on discovery.documents (place);
create index documents_by_analyser on discovery.documents (analyser) where analysis is not null;
create sequence discovery.place;

-- How far the connections of a graph are worked out, and of how many notes it was at the last pass over all.
create table discovery.progress (
  tenant    text   not null,
  graph     uuid   not null,
  place     bigint not null,
  passed_at int    not null,
  primary key (tenant, graph)
);
