import { expect, test } from 'vitest';
import { sqlOn } from '#platform/postgres/sql';
import { testDatabase } from '#testing/database';
import { GRAPH_LIMITS } from '../domain/graph.ts';
import { roomFor } from './room.ts';

const [full, empty] = await Promise.all([testDatabase(), testDatabase()]);

test('two apps of one process do not count on each other’s room', async () => {
  const wanted = {
    tenant: 'home',
    graph: '0190c1d2-0000-7000-8000-000000000001',
    kind: 'nodes',
    count: 1,
    now: new Date(0),
  } as const;
  await full.pool.query('insert into graph.counts (tenant, graph, nodes, edges) values ($1, $2, $3, 0)', [
    wanted.tenant,
    wanted.graph,
    GRAPH_LIMITS.nodes,
  ]);
  expect(await roomFor(sqlOn(empty.pool), wanted)).toBe(1);
  expect(await roomFor(sqlOn(full.pool), wanted)).toBe(0);
});
