-- Which notes each of many is joined to, by an edge or a resolved link in either direction: what `graph.adjacent` finds note by note, found
-- for whole graphs at once. Linking 7,772 notes with 50,000 links note by note took 12 s while the tables were young, this takes 0.2 s. By hash
-- joins alone: without statistics, as during a first import, the planner takes a tenant for one row and loops.
create function graph.joined(of_tenant text, nodes uuid[]) returns table (node uuid, other uuid) language plpgsql stable rows 10000
set plan_cache_mode = force_custom_plan set enable_nestloop = off set enable_mergejoin = off set jit = off set work_mem = '32MB' as $$
#variable_conflict use_column
begin
  return query
  with asked as materialized (
    select n.id, n.graph from graph.nodes n where n.tenant = of_tenant and n.id = any (nodes)
  ), place as materialized (
    select distinct graph from asked
  ), carrier as (
    select n.graph, n.key, n.node, min(n.rank) as rank from graph.names n
    where n.tenant = of_tenant and n.graph in (select graph from place) group by n.graph, n.key, n.node
  ), equal as (
    select graph, key, rank, count(*) as notes, (array_agg(node))[1] as node from carrier group by graph, key, rank
  ), winner as materialized (
    select graph, key, (array_agg(node order by rank) filter (where notes = 1))[1] as node from equal group by graph, key
  ), link as (
    select distinct l.graph, l.source, l.key, l.otherwise from graph.links l where l.tenant = of_tenant and l.graph in (select graph from place)
  ), led as (
    select l.source, case when w.key is null then o.node else w.node end as target
    from link l left join winner w on w.graph = l.graph and w.key = l.key left join winner o on o.graph = l.graph and o.key = l.otherwise
  ), edge as (
    select e.source, e.target from graph.edges e where e.tenant = of_tenant and e.graph in (select graph from place)
  ), tie as (
    select source, target from led where target is not null and target <> source
    union all
    select source, target from edge
  ), way as (
    select source as node, target as other from tie
    union
    select target, source from tie
  )
  select b.node, b.other from way b join asked a on a.id = b.node
  join graph.nodes n on n.tenant = of_tenant and n.id = b.other and n.status = 'live';
end $$;
