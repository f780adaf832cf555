-- What a workspace forbids beyond what roles do not allow.
create table identity.rules (
  tenant     text   not null,
  id         text   not null,
  label      text   not null,
  forbids    text   not null,
  roles      text[],
  conditions jsonb,
  primary key (tenant, id)
);
