import type { Brand } from '#kernel/brand';
import { valid } from '#kernel/rejection';

/** Where a note stands when its graph is drawn. */
export type Position = Brand<{ readonly x: number; readonly y: number; readonly z: number }, 'Position'>;

export const REACH = 1_000_000;

export const Position = ({ x, y, z = 0 }: { readonly x: number; readonly y: number; readonly z?: number }): Position => {
  valid(
    [x, y, z].every((value) => Math.abs(value) <= REACH),
    'graph.bad-position',
    `A position has an x, a y and a z between -${REACH} and ${REACH}.`,
  );
  return { x: x + 0, y: y + 0, z: z + 0 } as Position; // + 0: -0 would not survive JSON
};
