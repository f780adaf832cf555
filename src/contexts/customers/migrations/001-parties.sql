create table customers.parties (
  tenant      text   not null,
  id          uuid   not null,
  name        text   not null,
  state       text   not null,
  gstin       text,
  status      text   not null,
  merged_into uuid,
  primary key (tenant, id)
);
create index parties_by_name on customers.parties (tenant, name, id);

create table customers.roles (
  tenant text not null,
  party  uuid not null,
  role   text not null,
  primary key (tenant, party, role)
);

-- Name, number and address are sealed.
create table customers.contacts (
  tenant  text not null,
  party   uuid not null,
  contact uuid not null,
  name    text not null,
  phone   text,
  email   text,
  primary key (tenant, party, contact)
);

create table customers.consents (
  tenant  text not null,
  party   uuid not null,
  contact uuid not null,
  channel text not null,
  primary key (tenant, party, contact, channel)
);

-- Paise, null where there were none yet.
create table customers.credit (
  tenant text   not null,
  party  uuid   not null,
  held   bigint,
  raised bigint,
  paid   bigint,
  primary key (tenant, party)
);

create table customers.limits (
  tenant text   not null,
  party  uuid   not null,
  paise  bigint not null,
  primary key (tenant, party)
);

create table customers.receivables (
  tenant    text   not null,
  id        uuid   not null,
  party     uuid   not null,
  deal      uuid   not null,
  paise     bigint not null,
  raised_on date   not null,
  due_on    date   not null,
  primary key (tenant, id)
);
create index receivables_by_party on customers.receivables (tenant, party, due_on, id);

create table customers.payments (
  tenant    text    not null,
  id        uuid    not null,
  party     uuid    not null,
  paise     bigint  not null,
  paid_on   date    not null,
  reference text,
  reversed  boolean not null,
  primary key (tenant, id)
);
create index payments_by_party on customers.payments (tenant, party, paid_on, id);
