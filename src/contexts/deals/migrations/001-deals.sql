create table deals.deals (
  tenant     text        not null,
  id         uuid        not null,
  number     text,
  status     text        not null,
  buyer      uuid        not null,
  buyer_name text        not null,
  product    uuid        not null,
  code       text        not null,
  grade      text        not null,
  grams      bigint      not null,
  dispatched bigint      not null,
  rate       bigint      not null, -- ten-thousandths of a rupee
  per        text        not null,
  total      bigint      not null, -- paise, tax included
  profit     bigint      not null, -- paise
  trader     text        not null,
  day        date        not null,
  primary key (tenant, id)
);
create index deals_by_day on deals.deals (tenant, day desc, id);
create index deals_by_buyer on deals.deals (tenant, buyer, day desc);
create index deals_by_status on deals.deals (tenant, status, day desc);

create table deals.remarks (
  tenant   text        not null,
  deal     uuid        not null,
  version  int         not null,
  author   text        not null,
  audience text        not null,
  text     text        not null,
  said_at  timestamptz not null,
  primary key (tenant, deal, version)
);

create table deals.purchases (
  tenant        text   not null,
  id            uuid   not null,
  supplier      uuid   not null,
  supplier_name text   not null,
  product       uuid   not null,
  committed     bigint not null, -- grams
  rate          bigint not null, -- ten-thousandths of a rupee
  per           text   not null,
  day           date   not null,
  status        text   not null,
  for_deal      uuid,
  primary key (tenant, id)
);
create index purchases_by_day on deals.purchases (tenant, day desc, id);

-- Grams, null where there were none yet.
create table deals.purchase_sums (
  tenant   text   not null,
  purchase uuid   not null,
  promised bigint,
  received bigint,
  primary key (tenant, purchase)
);

create table deals.dispatches (
  tenant        text        not null,
  id            uuid        not null,
  deal          uuid        not null,
  deal_number   text        not null,
  buyer_name    text        not null,
  code          text        not null,
  grade         text        not null,
  status        text        not null,
  grams         bigint      not null,
  number        text,
  day           date,
  vehicle       text,
  transporter   text,
  lorry_receipt text,
  prepared_at   timestamptz not null,
  primary key (tenant, id)
);
create index dispatches_by_age on deals.dispatches (tenant, prepared_at desc, id);
