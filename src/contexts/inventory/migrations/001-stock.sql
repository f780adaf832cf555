create table inventory.products (
  tenant text   not null,
  id     uuid   not null,
  code   text   not null collate "C",
  name   text   not null,
  grade  text   not null,
  maker  text,
  hsn    text   not null,
  pack   bigint not null,
  status text   not null,
  primary key (tenant, id)
);
create unique index products_by_code on inventory.products (tenant, code);

create table inventory.tax_rates (
  tenant       text not null,
  hsn          text not null,
  since        date not null,
  basis_points int  not null,
  primary key (tenant, hsn, since)
);

-- What is known of a lot. How much it holds is summed beside it.
create table inventory.lots (
  tenant      text   not null,
  id          uuid   not null,
  product     uuid   not null,
  warehouse   text   not null,
  status      text   not null,
  cost        bigint not null, -- ten-thousandths of a rupee
  cost_per    text   not null,
  received_on date   not null,
  expires_on  date,
  supplier    uuid,
  purchase    uuid,
  primary key (tenant, id)
);
create index lots_by_product on inventory.lots (tenant, product, status);

-- Grams, null where there were none yet. On hand: received - split_off + adjusted + returned - issued.
create table inventory.stock (
  tenant    text   not null,
  lot       uuid   not null,
  received  bigint,
  split_off bigint,
  adjusted  bigint,
  returned  bigint,
  issued    bigint,
  reserved  bigint,
  primary key (tenant, lot)
);

create table inventory.marks (
  tenant text   not null,
  grade  text   not null collate "C",
  day    date   not null,
  rate   bigint not null, -- ten-thousandths of a rupee
  per    text   not null,
  primary key (tenant, grade, day)
);

create table inventory.circulars (
  tenant       text        not null,
  id           uuid        not null,
  issuer       text        not null,
  since        date        not null,
  prices       jsonb       not null,
  note         text,
  published_at timestamptz not null,
  primary key (tenant, id)
);
create index circulars_by_day on inventory.circulars (tenant, since desc, id);
