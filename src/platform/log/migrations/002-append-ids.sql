-- Every append has a random id. Whatever remembers a place in the log (a position, the version of a stream) remembers the id of the
-- append that wrote it, and so notices when the same place holds something else: another writer's event, or another history after a restore.
-- Events stored before have none; their places are known by number alone. Adding a column without a default rewrites nothing.
alter table log.event add column append uuid;
alter table log.stream add column append uuid;
alter table log.head add column append uuid;
alter table log.checkpoint add column append uuid;
alter table log.snapshot add column append uuid;

-- Which append took a key, and with how many events: what was acknowledged can be compared with what is stored.
alter table log.idempotency add column append uuid, add column events int;

-- A process of the version before must not write beside this one: without these functions it fails, and says so.
drop function log.reserve(text[], text[], int[], int[], text[], text[], text[], text[], timestamptz[]);
drop function log.record(text[], text[], int[], text[], text[], text[], timestamptz[], boolean);

-- Locks the streams of a batch in the order given (sorted by the caller, each stream once), checks that each is where the caller believes
-- it to be, and moves it on.
-- expected: n = exactly n (0 = none yet), -1 = any, -2 = exists. count 0 guards a stream that gets no event.
-- behind: the append that wrote the last event, for exact expectations; null = by version alone. own: the append that writes the next ones.
-- All or nothing: raises AL001 with the ordinals of the entries in conflict, AL002 with those of keys that were used before.
-- Returns the versions before.
create function log.reserve(
  tenants text[], streams text[], expected int[], counts int[], behind uuid[], own uuid[],
  key_tenants text[], keys text[], fingerprints text[], answers text[], key_appends uuid[], key_events int[]
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
      select * from unnest(key_tenants, keys, fingerprints, answers, key_appends, key_events)
        with ordinality as w (tenant, key, fingerprint, answer, append, events, n)
    ), taken as (
      -- The clock of the database: that of a process may be wrong, and the age of a key decides when it is deleted.
      insert into log.idempotency (tenant, key, fingerprint, answer, append, events, recorded_at)
      select tenant, key, fingerprint, answer::json, append, events, now() from wanted order by tenant, key
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
      select * from unnest(tenants, streams, expected, counts, own) with ordinality as r (t, s, e, c, o, n)
    ), made as (
      insert into log.stream (tenant, id, version, append) select t, s, c, case when c > 0 then o end from r where e in (0, -1) order by n
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
    select t, s, e, b, n, n = any (fresh) as is_new
    from unnest(tenants, streams, expected, behind) with ordinality as r (t, s, e, b, n)
  )
  select array_agg(n) filter (where not is_new and case e
           when -1 then false
           when -2 then coalesce(x.version, 0) = 0
           else coalesce(x.version, 0) <> e or (b is not null and x.append is distinct from b) end),
         array_agg(case when is_new then 0 else coalesce(x.version, 0) end order by n)
  into failed, before
  from r left join log.stream x on x.tenant = r.t and x.id = r.s;
  if failed is not null then
    raise exception 'a stream has moved on' using errcode = 'AL001', detail = array_to_json(failed)::text;
  end if;

  update log.stream x set version = x.version + r.c, append = r.o
  from unnest(tenants, streams, counts, own) with ordinality as r (t, s, c, o, n)
  where n <> all (fresh) and c > 0 and x.tenant = r.t and x.id = r.s;
  return before;
end $$;

-- Takes the head and writes the events. The last statement before the commit.
-- seen, seen_append: the newest place that the writer knows. Raises AL003 when the log does not have it: the writer knows another history.
create function log.record(
  tenants text[], streams text[], versions int[], types text[], datas text[], metas text[], times timestamptz[], appends uuid[],
  seen bigint, seen_append uuid, announce boolean
) returns bigint language plpgsql as $$
declare
  newest bigint;
begin
  update log.head set position = position + cardinality(streams), append = coalesce(appends[cardinality(appends)], append)
  returning position into newest;
  if seen_append is not null and not exists (select from log.event e where e.position = seen and e.append = seen_append) then
    raise exception 'the log has another history' using errcode = 'AL003';
  end if;
  insert into log.event (position, tenant, stream, version, type, data, meta, recorded_at, append)
  select newest - cardinality(streams) + n, t, s, v, y, d::json, m::json, a, p
  from unnest(tenants, streams, versions, types, datas, metas, times, appends) with ordinality as r (t, s, v, y, d, m, a, p, n);
  if announce then
    perform pg_notify('almanac_log', newest::text);
  end if;
  return newest;
end $$;
