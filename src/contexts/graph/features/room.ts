import type { Sql } from '#platform/postgres/sql';
import { GRAPH_LIMITS } from '../domain/graph.ts';
import { countsOf } from '../views/counts.ts';

type Kind = 'nodes' | 'edges';
type Lease = { free: number; readonly until: number };

// Counting before each note would cost a statement per note, for a limit that is soft: it is counted once per lease instead.
const LEASE = { size: 1_000, milliseconds: 10_000, graphs: 1_000 } as const;
const leasesOf = new WeakMap<Sql, Map<string, Lease>>(); // each app reads through an `sql` of its own

/** How many of so many more notes or edges a graph still takes. With several processes it may grow past its limit by a lease of each. */
export const roomFor = async (
  sql: Sql,
  wanted: { readonly tenant: string; readonly graph: string; readonly kind: Kind; readonly count: number; readonly now: Date },
): Promise<number> => {
  const { tenant, graph, kind, count } = wanted;
  const now = wanted.now.getTime();
  const name = `${kind} ${graph} ${tenant}`;
  const leases = leasesOf.get(sql) ?? new Map<string, Lease>();
  leasesOf.set(sql, leases);
  let lease = leases.get(name);
  if (lease === undefined || lease.free < count || lease.until < now) {
    const free = Math.max(0, GRAPH_LIMITS[kind] - (await countsOf(sql, tenant, graph))[kind]);
    lease = { free: Math.min(free, Math.max(LEASE.size, count)), until: now + LEASE.milliseconds };
    if (leases.size >= LEASE.graphs) leases.clear();
    leases.set(name, lease);
  }
  const granted = Math.min(count, lease.free);
  lease.free -= granted;
  return granted;
};
