import { placeHold, releaseHold } from '#customers/contract';
import { lowerReservations, raiseReservations } from '#inventory/contract';
import type { Event } from '#kernel/event';
import type { Step } from '#kernel/process';
import { integerOf } from '#kernel/trade/integer';
import { asked, call, compensate, complete, process } from '#platform/process';
import { allocatePurchases, applyAmendment, refuseAmendment, releaseAllocations } from '../contract.ts';
import { type Amendment, leftFrom } from '../domain/deal.ts';
import { invoice, isLot, isPurchase, type Terms } from '../domain/terms.ts';
import { type Need, taking } from './needs.ts';

type AmendmentRequested = Event<'AmendmentRequested', Amendment>;
type Amending = { readonly amendment?: Amendment; readonly open: number };

const minutes = 60_000;

/** Grams of each line that are still to leave under some terms: of one of which more has left than was agreed, none. */
const wantedOf = (terms: Terms, { dispatched }: Amendment): ReadonlyMap<string, bigint> =>
  new Map(
    terms.sources.map(({ line, grams }) => {
      const left = integerOf(dispatched[line] ?? '0');
      return [line, integerOf(grams) > left ? integerOf(grams) - left : 0n];
    }),
  );

const some = (grams: bigint) => (grams > 0n ? { grams: String(grams) } : {});

/** What the new terms need beyond the old ones. */
const growth = (amendment: Amendment): readonly Need[] => {
  const { deal, by, terms, before, left } = amendment;
  const { buyer: party, product, on } = terms;
  const [wanted, held] = [wantedOf(terms, amendment), wantedOf(before, amendment)];
  const grows = (line: string) => (wanted.get(line) ?? 0n) > (held.get(line) ?? 0n);
  const lots = terms.sources.filter(isLot).filter(({ line }) => grows(line));
  const purchases = terms.sources.filter(isPurchase).filter(({ line }) => grows(line));
  const gramsBefore = new Map(before.sources.map(({ line, grams }) => [line, grams]));
  return [
    {
      name: 'credit',
      take: asked(placeHold, { party, deal, paise: String(invoice(terms).total), submittedBy: by }),
      giveBack: asked(releaseHold, { party, deal, paise: String(invoice(before).total) }),
    },
    ...(lots.length === 0
      ? []
      : [
          {
            name: 'stock',
            take: asked(raiseReservations, {
              deal,
              lines: lots.map(({ line, lot }) => ({
                line,
                lot,
                grams: String(wanted.get(line)),
                left: leftFrom(left, { line, lot }),
              })),
            }),
            giveBack: asked(lowerReservations, {
              deal,
              lines: lots.map(({ line, lot }) => ({
                line,
                lot,
                ...some(held.get(line) ?? 0n),
                left: leftFrom(left, { line, lot }),
              })),
            }),
          },
        ]),
    ...(purchases.length === 0
      ? []
      : [
          {
            name: 'purchases',
            take: asked(allocatePurchases, {
              deal,
              product,
              on,
              lines: purchases.map(({ purchase, grams, cost, place }) => ({
                purchase,
                grams,
                rate: cost,
                ...(place && { place }),
              })),
            }),
            giveBack: asked(releaseAllocations, {
              deal,
              isOff: false,
              cancel: true,
              lines: purchases.map(({ line, purchase }) => {
                const grams = gramsBefore.get(line);
                return { purchase, ...(grams !== undefined && { grams }) };
              }),
            }),
          },
        ]),
  ];
};

/** From here on there is no way back: the first of what the old terms held and the new ones do not need is given back. */
const shrinkCredit = ({ deal, terms, before }: Amendment): Step =>
  call('shrink credit', releaseHold, { party: before.buyer, deal, paise: String(invoice(terms).total) }, { pivot: true });

/** The rest of it. */
const shrinkage = (amendment: Amendment): readonly Step[] => {
  const { deal, terms, before, left } = amendment;
  const [wanted, held] = [wantedOf(terms, amendment), wantedOf(before, amendment)];
  const shrinks = (line: string) => (wanted.get(line) ?? 0n) < (held.get(line) ?? 0n);
  const lots = before.sources.filter(isLot).filter(({ line }) => shrinks(line));
  const purchases = before.sources.filter(isPurchase).filter(({ line }) => shrinks(line));
  const gramsNow = new Map(terms.sources.map(({ line, grams }) => [line, grams]));
  return [
    ...(lots.length === 0
      ? []
      : [
          call('shrink stock', lowerReservations, {
            deal,
            lines: lots.map(({ line, lot }) => ({
              line,
              lot,
              ...some(wanted.get(line) ?? 0n),
              left: leftFrom(left, { line, lot }),
            })),
          }),
        ]),
    ...(purchases.length === 0
      ? []
      : [
          call('shrink purchases', releaseAllocations, {
            deal,
            isOff: false,
            cancel: false,
            lines: purchases.map(({ line, purchase }) => {
              const grams = gramsNow.get(line);
              return { purchase, ...(grams !== undefined && { grams }) };
            }),
          }),
        ]),
  ];
};

/**
 * Takes what grows, gives back what shrinks, and puts the new terms into force. Nothing leaves for the deal until then, so that nothing is given back
 * that is on a lorry. Refused, everything is as it was.
 */
export const amendDeal = process<Amending, AmendmentRequested>({
  model: {
    name: 'deals.amend',
    initial: { open: 0 },
    evolve: (now, event) => {
      if (event.type === 'AmendmentRequested') return { amendment: event.data, open: growth(event.data).length };
      if (event.type !== 'StepDone' || now.amendment === undefined) return now;
      return { ...now, open: event.data.step === 'shrink credit' ? shrinkage(now.amendment).length : now.open - 1 };
    },
  },
  startedBy: ['AmendmentRequested'],
  on: { AmendmentRequested: ({ data: { deal, amendment } }) => `${deal}.${amendment}` },
  deadline: 2 * minutes,
  next: ({ amendment: asked, open }, event) => {
    if (asked === undefined) return [];
    const { deal, amendment } = asked;
    const apply = call('apply', applyAmendment, { deal, amendment });
    switch (event.type) {
      case 'AmendmentRequested':
        return growth(asked).map(taking);
      case 'StepDone': {
        const { step } = event.data;
        if (step === 'apply' || step === 'refuse') return [complete];
        const shrinks = step === 'shrink credit' ? shrinkage(asked) : [];
        if (shrinks.length > 0) return shrinks;
        if (open > 0) return [];
        return [step.startsWith('shrink') ? apply : shrinkCredit(asked)];
      }
      case 'StepRefused':
        return [compensate(event.data)];
      case 'Compensated':
        return [call('refuse', refuseAmendment, { deal, amendment, ...event.data })];
      case 'TimerDue':
        return [];
    }
  },
});
