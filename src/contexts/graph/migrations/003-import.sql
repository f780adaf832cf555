-- The files of an import as they arrived, until it is over. What is not asked for in the end is swept away after a day.
create table graph.import_spool (
  tenant      text        not null,
  import      uuid        not null,
  ordinal     int         not null,
  path        text        not null,
  content     text,
  size        int         not null,
  code        text,
  message     text,
  received_at timestamptz not null default now(),
  primary key (tenant, import, ordinal)
);
create index import_spool_by_age on graph.import_spool (received_at) where ordinal = 0;

-- Which process works in which graph: one at a time, and another one when it has gone.
create table graph.import_lease (
  tenant text        not null,
  graph  uuid        not null,
  holder uuid        not null,
  until  timestamptz not null,
  primary key (tenant, graph)
);

create table graph.imports (
  tenant        text        not null,
  id            uuid        not null,
  graph         uuid        not null,
  source        text        not null,
  dry_run       boolean     not null,
  status        text        not null,
  entries       int         not null,
  done          int         not null,
  missing       int         not null,
  missing_paths text[]      not null,
  analysis      jsonb,
  reason        text,
  actor         text        not null,
  correlation   text        not null,
  requested_at  timestamptz not null,
  finished_at   timestamptz,
  primary key (tenant, id)
);
create index imports_by_age on graph.imports (tenant, requested_at desc, id);
create index imports_running on graph.imports (requested_at, id) where status = 'running';

-- How many files came to which outcome.
create table graph.import_counts (
  tenant  text not null,
  import  uuid not null,
  outcome text not null,
  files   int,
  primary key (tenant, import, outcome)
);

-- What became of each file.
create table graph.import_outcomes (
  tenant  text not null,
  import  uuid not null,
  ordinal int  not null,
  path    text not null,
  outcome text not null,
  node    uuid,
  code    text,
  message text,
  primary key (tenant, import, ordinal)
);
create index import_outcomes_by_outcome on graph.import_outcomes (tenant, import, outcome, ordinal);
create index import_outcomes_in_trouble on graph.import_outcomes (tenant, import, ordinal) where code is not null and outcome <> 'skipped';

-- What each source last said of each note.
create table graph.import_files (
  tenant text not null,
  node   uuid not null,
  graph  uuid not null,
  source text not null,
  path   text not null,
  print  text not null,
  import uuid not null,
  primary key (tenant, node)
);
create index import_files_by_source on graph.import_files (tenant, graph, source, import);
