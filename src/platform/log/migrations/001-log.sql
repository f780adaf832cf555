-- One row per stream: the lock that guards it, and its version.
create table log.stream (
  tenant  text not null,
  id      text not null,
  version int  not null,
  primary key (tenant, id)
) with (fillfactor = 80);

-- data and meta are json, not jsonb: nothing searches in them here, and text in is text out.
create table log.event (
  position    bigint      primary key,
  tenant      text        not null,
  stream      text        not null,
  version     int         not null,
  type        text        not null,
  data        json        not null,
  meta        json        not null,
  recorded_at timestamptz not null,
  unique (tenant, stream, version)
);

-- The newest position. Locked last in a transaction and held to its commit, so positions are dense and in commit order.
create table log.head (
  only_row boolean primary key default true check (only_row),
  position bigint  not null
) with (fillfactor = 10);
insert into log.head (position) values (0);

create table log.idempotency (
  tenant      text        not null,
  key         text        not null,
  fingerprint text        not null,
  answer      json,
  recorded_at timestamptz not null,
  primary key (tenant, key)
);
create index idempotency_by_age on log.idempotency (recorded_at);

create table log.snapshot (
  tenant        text not null,
  stream        text not null,
  model_version int  not null,
  version       int  not null,
  state         json not null,
  created_at    timestamptz not null,
  changed_at    timestamptz not null,
  primary key (tenant, stream)
);

create table log.checkpoint (
  subscriber text   primary key,
  position   bigint not null
);

-- An event that a reaction could not handle, and behind it what followed in the same stream.
create table log.dead_letter (
  subscriber text        not null,
  position   bigint      not null,
  tenant     text        not null,
  stream     text        not null,
  type       text        not null,
  data       json        not null, -- as stored, or as edited by an operator
  error      text,                 -- none: it waits behind another one
  failed_at  timestamptz not null,
  primary key (subscriber, position)
);
create index dead_letter_by_stream on log.dead_letter (subscriber, tenant, stream);

-- Locks the streams of a batch in the order given (sorted by the caller, each stream once), checks their versions and moves them on.
-- expected: n = exactly n (0 = none yet), -1 = any, -2 = exists. count 0 guards a stream that gets no event.
-- All or nothing: raises AL001 with the ordinals of the entries in conflict, AL002 with those of keys that were used before.
-- Answers the versions before.
create function log.reserve(
  tenants text[], streams text[], expected int[], counts int[],
  key_tenants text[], keys text[], fingerprints text[], answers text[], key_times timestamptz[]
) returns int[] language plpgsql
-- Plans are made once, when the tables may still be small: never by scanning them.
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  failed bigint[];
  fresh  bigint[] := '{}';
  before int[];
begin
  if cardinality(keys) > 0 then
    with wanted as (
      select * from unnest(key_tenants, keys, fingerprints, answers, key_times) with ordinality as w (tenant, key, fingerprint, answer, at, n)
    ), taken as (
      insert into log.idempotency (tenant, key, fingerprint, answer, recorded_at)
      select tenant, key, fingerprint, answer::json, at from wanted order by tenant, key
      on conflict do nothing returning tenant, key
    )
    select array_agg(n) into failed from wanted w
    where not exists (select from taken t where t.tenant = w.tenant and t.key = w.key);
    if failed is not null then
      raise exception 'idempotency key used before' using errcode = 'AL002', detail = array_to_json(failed)::text;
    end if;
  end if;

  if 0 = any (expected) or -1 = any (expected) then
    with r as (
      select * from unnest(tenants, streams, expected, counts) with ordinality as r (t, s, e, c, n)
    ), made as (
      insert into log.stream (tenant, id, version) select t, s, c from r where e in (0, -1) order by n
      on conflict do nothing returning tenant, id
    )
    select coalesce(array_agg(n), '{}') into fresh from made join r on r.t = made.tenant and r.s = made.id;
    if cardinality(fresh) = cardinality(streams) then
      return array_fill(0, array[cardinality(streams)]);
    end if;
  end if;

  -- Row by row in the order given: processes that lock the same streams wait for each other, and never in a circle.
  perform from unnest(tenants, streams) with ordinality as r (t, s, n)
  join log.stream x on x.tenant = r.t and x.id = r.s
  where n <> all (fresh) order by n for no key update of x;

  with r as (
    select t, s, e, n, n = any (fresh) as is_new from unnest(tenants, streams, expected) with ordinality as r (t, s, e, n)
  )
  select array_agg(n) filter (where not is_new and case e
           when -1 then false
           when -2 then coalesce(x.version, 0) = 0
           else coalesce(x.version, 0) <> e end),
         array_agg(case when is_new then 0 else coalesce(x.version, 0) end order by n)
  into failed, before
  from r left join log.stream x on x.tenant = r.t and x.id = r.s;
  if failed is not null then
    raise exception 'a stream has moved on' using errcode = 'AL001', detail = array_to_json(failed)::text;
  end if;

  update log.stream x set version = x.version + r.c
  from unnest(tenants, streams, counts) with ordinality as r (t, s, c, n)
  where n <> all (fresh) and c > 0 and x.tenant = r.t and x.id = r.s;
  return before;
end $$;

-- Takes the head and writes the events. The last statement before the commit.
create function log.record(
  tenants text[], streams text[], versions int[], types text[], datas text[], metas text[], times timestamptz[], announce boolean
) returns bigint language plpgsql as $$
declare
  newest bigint;
begin
  update log.head set position = position + cardinality(streams) returning position into newest;
  insert into log.event (position, tenant, stream, version, type, data, meta, recorded_at)
  select newest - cardinality(streams) + n, t, s, v, y, d::json, m::json, a
  from unnest(tenants, streams, versions, types, datas, metas, times) with ordinality as r (t, s, v, y, d, m, a, n);
  if announce then
    perform pg_notify('almanac_log', newest::text);
  end if;
  return newest;
end $$;
