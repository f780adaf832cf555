create table analytics.deals (
  tenant     text   not null,
  deal       uuid   not null,
  number     text,
  status     text   not null,
  trader     text   not null,
  buyer      uuid   not null,
  buyer_name text   not null,
  code       text   not null,
  grade      text   not null collate "C",
  day        date   not null,
  grams      bigint not null,
  dispatched bigint not null,
  revenue    bigint not null, -- paise, as are cost and charges
  cost       bigint not null,
  charges    bigint not null,
  primary key (tenant, deal)
);
create index deals_by_day on analytics.deals (tenant, day, deal);
create index deals_by_buyer on analytics.deals (tenant, buyer, day);
create index deals_open on analytics.deals (tenant) include (grade, grams, dispatched) where status in ('confirmed', 'part-dispatched');

create table analytics.products (
  tenant  text not null,
  product uuid not null,
  code    text not null,
  grade   text not null collate "C",
  primary key (tenant, product)
);

create table analytics.lots (
  tenant      text   not null,
  lot         uuid   not null,
  product     uuid   not null,
  warehouse   text   not null collate "C",
  cost        bigint not null, -- ten-thousandths of a rupee
  cost_per    text   not null,
  received_on date   not null,
  primary key (tenant, lot)
);

-- Grams, null where there were none yet.
create table analytics.stock (
  tenant   text   not null,
  lot      uuid   not null,
  on_hand  bigint,
  reserved bigint,
  primary key (tenant, lot)
);
create index stock_left on analytics.stock (tenant, lot) include (on_hand, reserved) where on_hand <> 0;

create table analytics.purchases (
  tenant        text   not null,
  purchase      uuid   not null,
  supplier      uuid   not null,
  supplier_name text   not null,
  product       uuid   not null,
  status        text   not null,
  committed     bigint not null,
  to_come       bigint not null,
  rate          bigint not null, -- ten-thousandths of a rupee
  per           text   not null,
  day           date   not null,
  primary key (tenant, purchase)
);
create index purchases_open on analytics.purchases (tenant) include (product, to_come) where status = 'open' and to_come > 0;

create table analytics.receipts (
  tenant   text   not null,
  purchase uuid   not null,
  received bigint,
  primary key (tenant, purchase)
);

create table analytics.marks (
  tenant text   not null,
  grade  text   not null collate "C",
  day    date   not null,
  rate   bigint not null,
  per    text   not null,
  primary key (tenant, grade, day)
);

create table analytics.parties (
  tenant text not null,
  party  uuid not null,
  name   text not null,
  primary key (tenant, party)
);

create table analytics.receivables (
  tenant     text   not null,
  receivable uuid   not null,
  party      uuid   not null,
  paise      bigint not null,
  due_on     date   not null,
  primary key (tenant, receivable)
);
create index receivables_by_party on analytics.receivables (tenant, party, due_on, receivable);

create table analytics.paid (
  tenant text   not null,
  party  uuid   not null,
  paise  bigint,
  primary key (tenant, party)
);

-- Paise of so many grams at a rate in ten-thousandths of a rupee, the half rounded away from zero.
create function analytics.amount(grams numeric, rate numeric, per text) returns bigint language sql immutable as $$
  select round(grams * rate / (100 * case per when 'kg' then 1000 else 1000000 end))::bigint
$$;
