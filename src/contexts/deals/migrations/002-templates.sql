create table deals.templates (
  tenant text  not null,
  id     uuid  not null,
  name   text  not null,
  terms  jsonb not null, -- as they are entered
  primary key (tenant, id)
);
create index templates_by_name on deals.templates (tenant, name, id);
