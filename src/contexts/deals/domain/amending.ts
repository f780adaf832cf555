import { must } from '#kernel/rejection';
import { kgOf } from '#kernel/trade/quantity';
import { integerOf } from '#kernel/trade/integer';
import { type Deal, type DealEvent, dispatchedOf, isSettled, leftOf, progressed, stands } from './deal.ts';
import { check, profitOf, type Terms } from './terms.ts';

/** Asks for other terms. What has left stays as it was agreed: its quantity, and its rate. */
export const requestAmendment = (now: Deal, { by, terms }: { readonly by: string; readonly terms: Terms }): DealEvent[] => {
  stands(now);
  isSettled(now);
  check(terms);
  const same = JSON.stringify(terms) === JSON.stringify(now.terms);
  if (same) return [];
  must(terms.buyer === now.terms.buyer, 'deals.other-buyer', 'A deal keeps its buyer. Cancel it and enter another one.');
  must(terms.product === now.terms.product, 'deals.other-product', 'A deal keeps its product. Cancel it and enter another one.');
  const left = dispatchedOf(now);
  for (const [line, grams] of Object.entries(now.dispatched)) {
    const source = terms.sources.find((each) => each.line === line);
    must(
      source !== undefined && integerOf(source.grams) >= grams,
      'deals.below-dispatched',
      `${kgOf(grams)} kg of a source have left: it cannot come down below that.`,
    );
  }
  const sameRate = terms.rate.tenThousandths === now.terms.rate.tenThousandths && terms.rate.per === now.terms.rate.per;
  must(left === 0n || sameRate, 'deals.rate-frozen', 'Part of the deal has left: its rate stays.');
  must(
    profitOf(terms).profit >= 0n || profitOf(terms).profit >= profitOf(now.terms).profit,
    'deals.loss',
    'The deal would lose money. Short-close it, or agree on other terms.',
  );
  return [
    {
      type: 'AmendmentRequested',
      data: {
        deal: now.id,
        amendment: now.amendments + 1,
        by,
        terms,
        before: now.terms,
        dispatched: leftOf(now),
        left: now.left,
      },
    },
  ];
};

/** The new terms hold. */
export const amend = (now: Deal, amendment: number): DealEvent[] => {
  stands(now);
  if (now.amending === undefined && now.amendments === amendment) return [];
  must(now.amending !== undefined && now.amendments === amendment, 'deals.other-amendment', 'This amendment is settled.');
  const status = progressed(now.amending, dispatchedOf(now));
  return [{ type: 'DealAmended', data: { deal: now.id, amendment, terms: now.amending, before: now.terms, status } }];
};

/** The old terms stay. */
export const refuseAmendment = (
  now: Deal,
  amendment: number,
  no: { readonly code: string; readonly sentence: string },
): DealEvent[] => {
  stands(now);
  if (now.amending === undefined || now.amendments !== amendment) return [];
  return [{ type: 'AmendmentRefused', data: { deal: now.id, amendment, ...no } }];
};
