create table people.people (
  tenant text not null,
  id     uuid not null,
  name   text not null,
  email  text not null,
  print  text not null,
  primary key (tenant, id)
);
create index people_by_print on people.people (tenant, print);
