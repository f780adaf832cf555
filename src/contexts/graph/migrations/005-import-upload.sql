-- The upload that the files of an import come by: the one that began last. An earlier one that still hangs on writes nothing any more.
create table graph.import_upload (
  tenant   text        not null,
  import   uuid        not null,
  upload   uuid        not null,
  begun_at timestamptz not null default now(),
  primary key (tenant, import)
);
