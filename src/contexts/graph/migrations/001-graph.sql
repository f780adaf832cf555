-- What lists and links need of a note; what it says is folded from its stream.
create table graph.nodes (
  tenant     text        not null,
  id         uuid        not null,
  graph      uuid        not null,
  title      text        not null,
  tags       text[]      not null,
  aliases    text[]      not null,
  path       text,
  excerpt    text        not null,
  status     text        not null,
  revision   int         not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant, id)
);
create index nodes_by_age on graph.nodes (tenant, status, created_at, id);
create index nodes_by_graph on graph.nodes (tenant, graph, status, created_at, id);

-- A tag and each tag it is nested in, by the key that all spellings share.
create table graph.tags (
  tenant text not null,
  node   uuid not null,
  tag    text collate "C" not null,
  primary key (tenant, node, tag)
);
create index tags_by_tag on graph.tags (tenant, tag, node);

-- Every key under which a live note is found by links, with its rank: lower goes first.
create table graph.names (
  tenant text not null,
  node   uuid not null,
  field  text not null,
  key    text collate "C" not null,
  graph  uuid not null,
  rank   int  not null,
  primary key (tenant, node, field, key)
);
create index names_by_key on graph.names (tenant, key, graph) include (node, rank);

-- The links in the text of live notes. What they point to is worked out when asked, so a note written later is found.
create table graph.links (
  tenant    text not null,
  source    uuid not null,
  ordinal   int  not null,
  graph     uuid not null,
  key       text collate "C" not null,
  otherwise text collate "C",
  target    text not null,
  kind      text not null,
  heading   text,
  block     text,
  alias     text,
  primary key (tenant, source, ordinal)
);
create index links_by_key on graph.links (tenant, graph, key) include (source, kind);
create index links_by_otherwise on graph.links (tenant, graph, otherwise) include (source) where otherwise is not null;

create table graph.edges (
  tenant   text    not null,
  id       uuid    not null,
  graph    uuid    not null,
  source   uuid    not null,
  target   uuid    not null,
  type     text    not null,
  directed boolean not null,
  origin   text    not null,
  weight   float8  not null,
  primary key (tenant, id)
);
create index edges_by_source on graph.edges (tenant, source);
create index edges_by_target on graph.edges (tenant, target);

create table graph.graphs (
  tenant      text        not null,
  id          uuid        not null,
  name        text        not null,
  description text        not null,
  is_default  boolean     not null,
  status      text        not null,
  revision    int         not null,
  created_at  timestamptz not null,
  updated_at  timestamptz not null,
  primary key (tenant, id)
);
create index graphs_by_age on graph.graphs (tenant, created_at, id);

create table graph.counts (
  tenant text not null,
  graph  uuid not null,
  nodes  int,
  edges  int,
  primary key (tenant, graph)
);
