-- What keys stand for: the note that alone carries a key at the lowest such rank. `carriers` without a node: ambiguous. Keys that
-- no note carries are left out. Functions find their tables by name, so they see a table that a rebuild has put in place.
create function graph.resolve(of_tenant text, graphs uuid[], keys text[])
returns table (graph uuid, key text, node uuid, carriers int) language plpgsql stable
set enable_seqscan = off as $$
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

-- Where links lead: the note their key stands for or, when no note carries it, the note that `otherwise` stands for.
create function graph.adjacent(of_tenant text, nodes uuid[])
returns table (node uuid, other uuid, source uuid, target uuid, type text, origin text, weight float8) language plpgsql stable
set enable_seqscan = off as $$
#variable_conflict use_column
begin
  return query
  with names as materialized (
    select distinct n.graph, n.key from graph.names n where n.tenant = of_tenant and n.node = any (nodes)
  ), link as materialized (
    select l.source, l.graph, l.key, l.otherwise, l.kind = 'embed' as embeds
    from graph.links l where l.tenant = of_tenant and l.source = any (nodes)
    union
    select l.source, l.graph, l.key, l.otherwise, l.kind = 'embed'
    from names n join graph.links l on l.tenant = of_tenant and l.graph = n.graph and l.key = n.key
    union
    select l.source, l.graph, l.key, l.otherwise, l.kind = 'embed'
    from names n join graph.links l on l.tenant = of_tenant and l.graph = n.graph and l.otherwise = n.key
  ), wanted as (
    select graph, key from link union select graph, otherwise from link where otherwise is not null
  ), known as materialized (
    select r.graph, r.key, r.node from (select array_agg(graph) as graphs, array_agg(key) as keys from wanted) w,
      graph.resolve(of_tenant, w.graphs, w.keys) r
  ), joined as (
    select l.source, case when k.key is null then o.node else k.node end as target,
      case when l.embeds then 'embeds' else 'references' end as type, 'wikilink' as origin, 1::float8 as weight
    from link l
    left join known k on k.graph = l.graph and k.key = l.key
    left join known o on o.graph = l.graph and o.key = l.otherwise
    union
    select e.source, e.target, e.type, e.origin, e.weight from graph.edges e
    where e.tenant = of_tenant and (e.source = any (nodes) or e.target = any (nodes))
  )
  select source, target, source, target, type, origin, weight from joined
  where source = any (nodes) and target is not null and target <> source
  union all
  select target, source, source, target, type, origin, weight from joined
  where target = any (nodes) and target <> source;
end $$;
