import { placeHold, releaseHold } from '#customers/contract';
import { lowerReservations, reserveLots } from '#inventory/contract';
import type { Asked, Step } from '#kernel/process';
import { asked } from '#platform/process';
import { allocatePurchases, releaseAllocations } from '../contract.ts';
import type { Submission } from '../domain/deal.ts';
import { holdLine } from '../domain/holding.ts';
import { invoice, isLot, isPurchase } from '../domain/terms.ts';

/** What a deal needs of other parts of the business, as steps that are taken and given back. */
export type Need = { readonly name: string; readonly take: Asked; readonly giveBack: Asked };

/** The call of a need as a step, to be undone where the process turns back. */
export const taking = ({ name, take, giveBack }: Need): Step => ({ do: 'call', step: name, ...take, undo: giveBack });

/** Credit, stock and goods to come. */
export const needsOf = ({ deal, by: submittedBy, terms, hold }: Submission): readonly Need[] => {
  const { buyer, product, on, sources } = terms;
  const paise = String(invoice(terms).total);
  const lots = sources.filter(isLot).map(({ line, lot, grams }) => ({ line, lot, grams }));
  const purchases = sources
    .filter(isPurchase)
    .map(({ purchase, grams, cost, place }) => ({ purchase, grams, rate: cost, ...(place && { place }) }));
  return [
    {
      name: 'credit',
      take: asked(placeHold, { party: buyer, deal, paise, submittedBy }),
      giveBack: asked(releaseHold, { party: buyer, deal }),
    },
    ...(lots.length === 0
      ? []
      : [
          {
            name: 'stock',
            take: asked(reserveLots, { deal, lines: lots, ...(hold !== undefined && { replacing: [holdLine(hold)] }) }),
            giveBack: asked(lowerReservations, { deal, lines: lots.map(({ line, lot }) => ({ line, lot })) }),
          },
        ]),
    ...(purchases.length === 0
      ? []
      : [
          {
            name: 'purchases',
            take: asked(allocatePurchases, { deal, product, on, lines: purchases }),
            giveBack: asked(releaseAllocations, {
              deal,
              isOff: true,
              cancel: true,
              lines: purchases.map(({ purchase }) => ({ purchase })),
            }),
          },
        ]),
  ];
};
