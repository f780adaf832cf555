import { found } from '#kernel/rejection';
import { leavesAfter } from '#platform/audit/leaves';
import { consistencyProof, createFrontier, inclusionProof, type Kept, leafHash } from '#platform/audit/merkle';
import type { Signer } from '#platform/audit/note';
import type { Sql } from '#platform/postgres/sql';

export const TILE = 256;
const slice = 20 * TILE;

export type Signed = { readonly size: number; readonly note: string; readonly signedAt: string };

type Row = { readonly size: number; readonly note: string; readonly signed_at: Date };

const signed = ({ size, note, signed_at }: Row): Signed => ({ size, note, signedAt: signed_at.toISOString() });

export const latest = async (sql: Sql): Promise<Signed | undefined> => {
  const [row] = await sql<Row>`select size, note, signed_at from audit.checkpoint order by size desc limit 1`;
  return row && signed(row);
};

/** Checkpoints in order, behind a size. */
export const checkpointsAfter = async (sql: Sql, after: number, limit: number): Promise<readonly Signed[]> =>
  (await sql<Row>`select size, note, signed_at from audit.checkpoint where size > ${after} order by size limit ${limit}`).map(
    signed,
  );

const tilesBelow = async (sql: Sql, count: number): Promise<readonly Buffer[]> =>
  (await sql<{ readonly root: Buffer }>`select root from audit.tile where number < ${count} order by number`).map(
    ({ root }) => root,
  );

/** Signs what stands in the log now. Two servers at once do no harm: they come to the same. */
export const signNow = async (sql: Sql, signer: Signer, now: () => Date): Promise<Signed | undefined> => {
  const frontier = createFrontier();
  const known = await tilesBelow(sql, Number.MAX_SAFE_INTEGER);
  for (const root of known) frontier.push(root, TILE);
  const before = await latest(sql);
  let tile = createFrontier();
  const roots: Buffer[] = [];
  for (;;) {
    const leaves = await leavesAfter(sql, frontier.size(), slice);
    for (const { text } of leaves) {
      const hash = leafHash(text);
      frontier.push(hash);
      tile.push(hash);
      if (tile.size() < TILE) continue;
      roots.push(tile.root());
      tile = createFrontier();
    }
    if (leaves.length < slice) break;
  }
  const numbers = roots.map((_, index) => known.length + index);
  if (roots.length > 0)
    await sql`insert into audit.tile (number, root) select * from unnest(${numbers}::bigint[], ${roots}::bytea[]) on conflict do nothing`;
  const size = frontier.size();
  if (size === 0 || size === before?.size) return before;
  const note = signer.sign({ size, root: frontier.root() });
  await sql`insert into audit.checkpoint (size, note, signed_at) values (${size}, ${note}, ${now()}) on conflict do nothing`;
  return { size, note, signedAt: now().toISOString() };
};

/** What is kept of a tree: full tiles from their table, and the leaves of the tiles at these places. */
const keptAround = async (sql: Sql, size: number, places: readonly number[]): Promise<Kept> => {
  const tiles = await tilesBelow(sql, Math.floor(size / TILE));
  const leaves = new Map<number, Buffer>();
  for (const number of new Set(places.map((place) => Math.floor(place / TILE))))
    for (const { position, text } of await leavesAfter(sql, number * TILE, TILE)) leaves.set(position - 1, leafHash(text));
  return (from, to) => {
    if (to - from === TILE && from % TILE === 0) return tiles[from / TILE];
    return to - from === 1 ? leaves.get(from) : undefined;
  };
};

/** That the event at a position is among the first `size`. */
export const proveInclusion = async (sql: Sql, position: number, size: number): Promise<readonly Buffer[]> => {
  found(position <= size, 'audit.not-signed', 'This event is not signed yet. Wait a minute.');
  return inclusionProof(await keptAround(sql, size, [position - 1, size - 1]), position - 1, size);
};

/** That the first `before` events are still the first of `size`. */
export const proveConsistency = async (sql: Sql, before: number, size: number): Promise<readonly Buffer[]> => {
  found(before <= size, 'audit.not-signed', 'There is no checkpoint of that size yet.');
  return consistencyProof(await keptAround(sql, size, [before - 1, before, size - 1]), before, size);
};
