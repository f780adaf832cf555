import type { Ports } from '#platform/feature';
import { LotId } from '../domain/id.ts';
import { Lot, type LotEvent } from '../domain/lot.ts';
import { together } from '../domain/reservation.ts';

type Named = { readonly lot: string };

/**
 * Decides about lines that lie in several lots, all or nothing: the lots in the order of their ids, as everybody takes them, each once and
 * with all of its lines. Many want the same lots at once, so it waits for its turn.
 */
export const decideEachLot = <Line extends Named>(
  { events }: Pick<Ports, 'events'>,
  lines: readonly Line[],
  decide: (lot: Lot, line: Line) => LotEvent[],
): Promise<object> => {
  const sorted = lines.toSorted((a, b) => (a.lot.toLowerCase() < b.lot.toLowerCase() ? -1 : 1));
  const byLot = Map.groupBy(sorted, ({ lot }) => LotId(lot));
  const linesOf = [...byLot.values()];
  return events.decide(
    { lots: [Lot, [...byLot.keys()]] },
    ({ lots }) => ({ lots: lots.map((lot, index) => together(lot, linesOf[index] ?? [], decide)) }),
    () => ({}),
    { inTurn: true },
  );
};
