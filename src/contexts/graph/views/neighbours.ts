import type { Sql } from '#platform/postgres/sql';

type Tie = {
  readonly source: string;
  readonly target: string;
  readonly type: string;
  readonly origin: string;
  readonly weight: number;
};
type Neighbour = { readonly id: string; readonly title: string; readonly depth: number };
type Neighbourhood = { readonly nodes: readonly Neighbour[]; readonly edges: readonly Tie[]; readonly truncated: boolean };

type Asked = {
  readonly tenant: string;
  readonly start: { readonly id: string; readonly title: string };
  readonly depth: number;
  /** Most notes answered, the one asked about included. */
  readonly limit: number;
  readonly types?: readonly string[] | undefined;
  readonly tag?: string | undefined;
};

/** Most edges answered. */
const EDGES = 5_000;

/**
 * The notes around a note, breadth-first: one statement a level. Filters hold before hops are counted, so a note that only a
 * filtered edge or note leads to is not found. Where a level does not fit, the most strongly and most often tied go first.
 */
export const neighbourhood = async (sql: Sql, { tenant, start, depth, limit, types, tag }: Asked): Promise<Neighbourhood> => {
  const nodes = new Map<string, Neighbour>([[start.id, { ...start, depth: 0 }]]);
  const edges = new Map<string, Tie>();
  let frontier: readonly string[] = [start.id];
  let truncated = false;

  for (let level = 1; level <= depth && frontier.length > 0 && !truncated; level++) {
    const room = limit - nodes.size;
    const rows = await sql<Step>`
      select * from graph.step(
        ${tenant}, ${frontier}::uuid[], ${[...nodes.keys()]}::uuid[], ${room}::int, ${types ?? null}::text[], ${tag ?? null}::text)`;
    const found = new Map(rows.flatMap(({ other, title }) => (title === null ? [] : [[other, title] as const])));
    const taken = [...found].slice(0, room);
    truncated = found.size > taken.length;
    for (const [id, title] of taken) nodes.set(id, { id, title, depth: level });
    for (const { source, target, type, origin, weight } of rows)
      if (nodes.has(source) && nodes.has(target))
        edges.set(`${source} ${target} ${type}`, { source, target, type, origin, weight });
    frontier = taken.map(([id]) => id).reverse(); // the least tied first: a hub leads everywhere, and takes the longest to read
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()].slice(0, EDGES), truncated: truncated || edges.size > EDGES };
};

/** A tie and the note it leads to; the title is told where the note is new. */
type Step = Tie & { readonly other: string; readonly title: string | null };

type Joined = { readonly node: string; readonly other: string };

const many = 500;

/** Which notes each of these is joined to, by an edge or a resolved link in either direction: for many, worked out for all at once. */
export const tiesOf = (sql: Sql, tenant: string, nodes: readonly string[]): Promise<readonly Joined[]> =>
  nodes.length > many
    ? sql<Joined>`select node, other from graph.joined(${tenant}, ${nodes}::uuid[])`
    : sql<Joined>`
        select distinct case a.source when a.other then a.target else a.source end as node, a.other from graph.adjacent(${tenant}, ${nodes}::uuid[]) a`;
