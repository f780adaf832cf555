import { lowerReservations, raiseReservations } from '#inventory/contract';
import type { Ports } from '#platform/feature';
import { Deal, isStanding, type Known, leftFrom, type LotLine } from '../domain/deal.ts';

/**
 * Does something with goods of a deal that are reserved for it first, as far as they are not. Where that comes to nothing because the deal is over
 * meanwhile, gives them back: the call that ended it did not know of them. Both calls name the state that they bring about, and are made
 * again when the request is repeated: an amendment may have given back since what the first attempt reserved.
 */
export const whileReserved = async <T>(
  { events, call }: Ports,
  deal: Known,
  lines: readonly LotLine[],
  act: () => Promise<T>,
): Promise<T> => {
  if (lines.length === 0) return act();
  const besides = (left: Known['left']) => lines.map((line) => ({ ...line, left: leftFrom(left, line) }));
  await call(raiseReservations, { deal: deal.id, lines: besides(deal.left) }, { isKept: false });
  try {
    return await act();
  } catch (error) {
    const { state: now } = await events.read(Deal, deal.id);
    if (now.status !== 'none' && !isStanding(now))
      await call(
        lowerReservations,
        { deal: deal.id, lines: besides(now.left).map(({ grams: _, ...line }) => line) },
        { isKept: false },
      );
    throw error;
  }
};
