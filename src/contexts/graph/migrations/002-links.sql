-- What keys stand for: the note that alone carries a key at the lowest such rank. `carriers` without a node: ambiguous. Keys that
-- no note carries are left out. Functions find their tables by name, so they see a table that a rebuild has put in place.
-- Plans are made for the arrays at hand: a general plan for arrays of any length joined 8,000 links by nested loops in 15 s.
create function graph.resolve(of_tenant text, graphs uuid[], keys text[])
returns table (graph uuid, key text, node uuid, carriers int) language plpgsql stable rows 10000
set plan_cache_mode = force_custom_plan set enable_seqscan = off set jit = off as $$
#variable_conflict use_column
begin
  return query
  with carrier as (
    select n.graph, n.key, n.node, min(n.rank) as rank
    from unnest(graphs, keys) as k (graph, key)
    join graph.names n on n.tenant = of_tenant and n.graph = k.graph and n.key = k.key
    group by n.graph, n.key, n.node
  ), ranked as (
    select graph, key, node, rank,
      count(*) over (partition by graph, key, rank) as equals,
      count(*) over (partition by graph, key)::int as carriers
    from carrier
  )
  select distinct on (graph, key) graph, key, case when equals = 1 then node end, carriers
  from ranked order by graph, key, (equals = 1) desc, rank;
end $$;

-- All ties of some notes, in both directions: their edges, and the links that lead from and to them. A link leads to the note that
-- its key stands for or, when no note carries its key, to the note that `otherwise` stands for.
create function graph.adjacent(of_tenant text, nodes uuid[])
returns table (node uuid, other uuid, source uuid, target uuid, type text, origin text, weight float8) language plpgsql stable rows 10000
set plan_cache_mode = force_custom_plan set enable_seqscan = off set jit = off as $$
#variable_conflict use_column
begin
  return query
  with outgoing as materialized (
    select distinct l.source, l.graph, l.key, l.otherwise, l.kind = 'embed' as embeds
    from graph.links l where l.tenant = of_tenant and l.source = any (nodes)
  ), mine as (
    select distinct n.graph, n.key from graph.names n where n.tenant = of_tenant and n.node = any (nodes)
  ), wanted as (
    select graph, key from outgoing union select graph, otherwise from outgoing where otherwise is not null union select graph, key from mine
  ), known as materialized (
    select r.graph, r.key, r.node from (select array_agg(graph) as graphs, array_agg(key) as keys from wanted) w,
      graph.resolve(of_tenant, w.graphs, w.keys) r
  ), won as materialized (
    select graph, key, node from known where node = any (nodes)
  ), led as (
    select o.source, k.node as target, o.embeds from outgoing o join known k on k.graph = o.graph and k.key = o.key
    union
    select o.source, k.node, o.embeds from outgoing o join known k on k.graph = o.graph and k.key = o.otherwise
    where not exists (select from known b where b.graph = o.graph and b.key = o.key)
    union
    select l.source, w.node, l.kind = 'embed' from won w
    join graph.links l on l.tenant = of_tenant and l.graph = w.graph and l.key = w.key
    union
    select l.source, w.node, l.kind = 'embed' from won w
    join graph.links l on l.tenant = of_tenant and l.graph = w.graph and l.otherwise = w.key
    where not exists (select from graph.names b where b.tenant = of_tenant and b.graph = l.graph and b.key = l.key)
  ), tie as (
    select source, target, case when embeds then 'embeds' else 'references' end as type, 'wikilink' as origin, 1::float8 as weight from led
    where target is not null
    union all
    select e.source, e.target, e.type, e.origin, e.weight from graph.edges e
    where e.tenant = of_tenant and (e.source = any (nodes) or e.target = any (nodes))
      and 2 = (select count(*) from graph.nodes n where n.tenant = of_tenant and n.id in (e.source, e.target) and n.status = 'live')
  )
  select source, target, source, target, type, origin, weight from tie where source = any (nodes) and target <> source
  union all
  select target, source, source, target, type, origin, weight from tie where target = any (nodes) and target <> source;
end $$;
