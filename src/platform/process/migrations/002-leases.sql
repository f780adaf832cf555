-- Who works on which process, and who has which share of it: each for a time, by the clock of the database.
create table process.worker (
  process    text        not null,
  id         bigint      not null, -- also an advisory lock of the worker's connection: without it the worker is dead
  expires_at timestamptz not null,
  primary key (process, id)
);

create table process.lease (
  process    text        not null,
  share      int         not null,
  worker     bigint      not null,
  expires_at timestamptz not null,
  primary key (process, share)
);

-- Renews the leases of a worker, gives back what is beyond its fair part, and takes what is free of it. Answers with what it has now.
-- A lease is free when it has expired, or when its worker has died.
create function process.balance(self bigint, names text[], shares int, term interval)
returns table (held_process text, held_share int) language plpgsql
set lock_timeout = '3s'
as $$
declare
  moment timestamptz;
  alive  bigint[];
begin
  perform pg_advisory_xact_lock(hashtext('almanac.leases')); -- one worker after the other: it takes a millisecond
  moment := clock_timestamp();
  alive := array(
    select (classid::bigint << 32) | objid::bigint from pg_locks
    where locktype = 'advisory' and objsubid = 1 and granted
    and database = (select oid from pg_database where datname = current_database()));

  insert into process.worker (process, id, expires_at) select name, self, moment + term from unnest(names) name
  on conflict (process, id) do update set expires_at = excluded.expires_at;
  update process.lease set expires_at = moment + term where worker = self;
  delete from process.worker where expires_at <= moment or id <> all (alive);
  delete from process.lease where expires_at <= moment or worker <> all (alive);

  with fair as (
    select process, ceil(shares::numeric / count(*)) as most from process.worker where process = any (names) group by process
  ), own as (
    select process, share, row_number() over (partition by process order by share) as n from process.lease where worker = self
  )
  delete from process.lease l using own join fair using (process)
  where l.process = own.process and l.share = own.share and own.n > fair.most;

  with fair as (
    select process, ceil(shares::numeric / count(*)) as most from process.worker where process = any (names) group by process
  ), free as (
    select process, share, row_number() over (partition by process order by share) as n
    from fair cross join generate_series(0, shares - 1) as each (share)
    where not exists (select from process.lease l where l.process = fair.process and l.share = each.share)
  )
  insert into process.lease (process, share, worker, expires_at)
  select process, share, self, moment + term from free join fair using (process)
  where n <= most - (select count(*) from process.lease l where l.process = fair.process and l.worker = self);

  return query select process, share from process.lease where worker = self and process = any (names) order by process, share;
end $$;
