-- Functions find their tables by name when they run, so they see a table that a rebuild has put in place.

create type graph.tie as (other uuid, source uuid, target uuid, type text, origin text, weight float8);

-- All ties of some notes, in both directions: their edges, and the links that lead from and to them; each as often as it is found.
-- A link leads to the one live note of its graph that alone carries its key at the lowest such rank or, when no note carries the key,
-- to the one that `otherwise` leads to.
-- Index look-ups throughout, by one plan for all: guessing the length of the arrays, the planner joined 8,000 links in 15 s.
create function graph.adjacent(of_tenant text, nodes uuid[]) returns setof graph.tie language plpgsql stable rows 10000
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off as $$
begin
  return query
  with outgoing as (
    select l.graph, l.key, l.otherwise, l.kind, array_agg(distinct l.source) as sources
    from graph.links l where l.tenant = of_tenant and l.source = any (nodes) group by l.graph, l.key, l.otherwise, l.kind
  ), forth as (
    select o.sources, o.kind, c.node
    from outgoing o cross join lateral (
      select (array_agg(b.node))[1] as node from (
        select n.node, min(n.rank) as rank from graph.names n
        where n.tenant = of_tenant and n.graph = o.graph and n.key = case
          when o.otherwise is null or exists (select from graph.names x where x.tenant = of_tenant and x.graph = o.graph and x.key = o.key)
          then o.key else o.otherwise end
        group by n.node
      ) b group by b.rank having count(*) = 1 order by b.rank limit 1
    ) c
  ), won as materialized (
    select m.graph, m.key, m.node
    from (select distinct n.graph, n.key, n.node from graph.names n where n.tenant = of_tenant and n.node = any (nodes)) m
    cross join lateral (
      select (array_agg(b.node))[1] as node from (
        select n.node, min(n.rank) as rank from graph.names n
        where n.tenant = of_tenant and n.graph = m.graph and n.key = m.key group by n.node
      ) b group by b.rank having count(*) = 1 order by b.rank limit 1
    ) c where c.node = m.node
  ), led as (
    select l.node as other, s.source, l.node as target, l.kind from forth l, unnest(l.sources) as s (source)
    union all
    select l.source, l.source, w.node, l.kind from won w
    join graph.links l on l.tenant = of_tenant and l.graph = w.graph and l.key = w.key
    union all
    select l.source, l.source, w.node, l.kind from won w
    join graph.links l on l.tenant = of_tenant and l.graph = w.graph and l.otherwise = w.key
    where not exists (select from graph.names n where n.tenant = of_tenant and n.graph = l.graph and n.key = l.key)
  ), edge as (
    select e.target as other, e.* from graph.edges e where e.tenant = of_tenant and e.source = any (nodes)
    union all
    select e.source, e.* from graph.edges e where e.tenant = of_tenant and e.target = any (nodes)
  )
  select l.other, l.source, l.target, case l.kind when 'embed' then 'embeds' else 'references' end, 'wikilink', 1::float8
  from led l where l.source <> l.target
  union all
  select e.other, e.source, e.target, e.type, e.origin, e.weight
  from edge e where (select n.status from graph.nodes n where n.tenant = of_tenant and n.id = e.other) = 'live'; -- a join began with all notes
end $$;

-- One level of a breadth-first walk: the ties from its notes to notes not visited before, and those among its own notes. A level of
-- a thousand notes can have more ties than can be read in the time of an answer, so it is walked part by part, and no further than
-- until more new notes are found than there is room for. Filters hold before notes are counted.
create type graph.found as (other uuid, title text, source uuid, target uuid, type text, origin text, weight float8);

create function graph.step(of_tenant text, level uuid[], visited uuid[], room int, types text[], of_tag text)
returns setof graph.found language plpgsql stable rows 1000
set plan_cache_mode = force_custom_plan set enable_seqscan = off set jit = off as $$
#variable_conflict use_column
declare
  part  constant int := 32;
  fresh uuid[];
  known uuid[] := '{}';
  rows  graph.found[];
begin
  for start in 1 .. cardinality(level) by part loop
    with tie as materialized (
      select * from graph.adjacent(of_tenant, level[start : start + part - 1]) a where types is null or a.type = any (types)
    ), fresh as materialized (
      select t.other, max(t.weight) as strength, count(*) as ties from tie t
      where t.other <> all (visited) and t.other <> all (known)
        and (of_tag is null or exists (select from graph.tags g where g.tenant = of_tenant and g.node = t.other and g.tag = of_tag))
      group by t.other order by strength desc, ties desc, t.other limit room + 1 - cardinality(known)
    ), named as materialized (
      select f.other, (select n.title from graph.nodes n where n.tenant = of_tenant and n.id = f.other) as title, row_number() over () as rank
      from fresh f
    ), shown as (
      select n.rank, t.other, n.title, t.source, t.target, t.type, t.origin, t.weight from named n join tie t on t.other = n.other
      union all
      select 0, t.other, null, t.source, t.target, t.type, t.origin, t.weight from tie t where t.other = any (level) or t.other = any (known)
    )
    select array(select other from named),
      array(select row (other, title, source, target, type, origin, weight)::graph.found from shown order by rank)
    into fresh, rows;
    known := known || fresh;
    return query select * from unnest(rows);
    exit when cardinality(known) > room;
  end loop;
end $$;

-- The same rule for one link: the note it leads to, if any, and how many notes carry the name it is looked up by.
create function graph.winner(of_tenant text, of_graph uuid, first text, second text)
returns table (node uuid, carriers int) language plpgsql stable rows 1
set plan_cache_mode = force_generic_plan set enable_seqscan = off set jit = off as $$
begin
  return query
  with carrier as (
    select n.node, min(n.rank) as rank from graph.names n
    where n.tenant = of_tenant and n.graph = of_graph and n.key = case
      when second is null or exists (select from graph.names x where x.tenant = of_tenant and x.graph = of_graph and x.key = first)
      then first else second end
    group by n.node
  ), equal as (
    select (array_agg(c.node))[1] as node, c.rank, count(*) as notes from carrier c group by c.rank
  )
  select (select e.node from equal e where e.notes = 1 order by e.rank limit 1), sum(e.notes)::int from equal e having count(*) > 0;
end $$;
