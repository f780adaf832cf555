import { expect, test } from 'vitest';
import { fold } from '#kernel/model';
import { Label } from '#kernel/trade/label';
import { TradeDate } from '#kernel/trade/trade-date';
import { given } from '#testing/given';
import { lotSource, terms } from '#testing/terms';
import { amend, refuseAmendment, requestAmendment } from './amending.ts';
import { Deal, type DealEvent } from './deal.ts';
import { approveLoss, confirm, draft, reject, submit } from './entering.ts';
import { cancel, complete, noteRelease, recordArrival, recordDispatch, shortClose } from './fulfilling.ts';
import { DealId, DispatchId } from './id.ts';

const deal = DealId('deal');
const day = TradeDate('2026-11-28');
const entry = { deal, by: 'ann', terms: terms() };
const drafted: DealEvent = { type: 'DealDrafted', data: entry };
const submitted = (attempt = 1): DealEvent => ({ type: 'DealSubmitted', data: { ...entry, attempt, paise: '118000000' } });
const confirmed: DealEvent = { type: 'DealConfirmed', data: { deal, number: 'D/1', on: day } };
const no = { code: 'x.y', sentence: 'No.' };
const rejected: DealEvent = { type: 'DealRejected', data: { deal, ...no } };
const standing = [submitted(), confirmed];
const note = DispatchId('note');
const leaving = (grams: string) => [{ line: 'lot', lot: 'lot', grams }];
const left = (grams: string, paise = '0'): DealEvent => ({
  type: 'DispatchRecorded',
  data: {
    deal,
    dispatch: note,
    lines: leaving(grams),
    paise,
    dispatched: grams,
    status: Number(grams) < 10_000_000 ? 'part-dispatched' : 'dispatched',
  },
});
const reason = Label('The buyer has changed his mind.');
const ending = { deal, attempt: 1, terms: terms(), arrived: [], dispatched: {}, left: [], invoiced: '0' };
const loss = terms({ rate: { tenThousandths: '900000', per: 'kg' } });

test('a deal is drafted, drafted anew, submitted, confirmed or rejected; each once', () => {
  given(Deal)
    .when((now) => draft(now, entry))
    .then(drafted);
  given(Deal, submitted())
    .when((now) => draft(now, entry))
    .thenRejected('deals.not-a-draft');
  given(Deal)
    .when((now) => submit(now, entry))
    .then(submitted());
  given(Deal, drafted)
    .when((now) => submit(now, entry))
    .then(submitted());
  given(Deal, submitted())
    .when((now) => submit(now, entry))
    .thenRejected('deals.submitted-before');
  given(Deal, submitted())
    .when((now) => confirm(now, 'D/1', day))
    .then(confirmed);
  given(Deal, ...standing)
    .when((now) => confirm(now, 'D/2', day))
    .thenRejected('deals.not-pending');
  given(Deal, submitted())
    .when((now) => reject(now, no))
    .then(rejected);
  given(Deal, submitted(), rejected)
    .when((now) => reject(now, no))
    .thenNothing();
  given(Deal, ...standing)
    .when((now) => reject(now, no))
    .thenRejected('deals.not-pending');
  given(Deal, submitted(), rejected)
    .when((now) => submit(now, entry))
    .then(submitted(2));
});

test('a deal that loses money passes only where somebody else has approved that much', () => {
  const losing = { ...entry, terms: loss };
  const paise = '5500000';
  const approved = (by: string, upTo = paise): DealEvent => ({ type: 'LossApproved', data: { deal, by, paise: upTo } });
  const draftOfLoss: DealEvent = { type: 'DealDrafted', data: losing };
  given(Deal)
    .when((now) => submit(now, losing))
    .thenRejected('deals.loss');
  given(Deal, draftOfLoss)
    .when((now) => approveLoss(now, 'bob'))
    .then(approved('bob'));
  given(Deal, draftOfLoss)
    .when((now) => approveLoss(now, 'ann'))
    .thenRejected('deals.own-deal');
  given(Deal, draftOfLoss, approved('ann'))
    .when((now) => submit(now, losing))
    .thenRejected('deals.loss');
  given(Deal, draftOfLoss, approved('bob', '5499999'))
    .when((now) => submit(now, losing))
    .thenRejected('deals.loss');
  given(Deal, draftOfLoss, approved('bob'))
    .when((now) => submit(now, losing))
    .then({
      type: 'DealSubmitted',
      data: { ...losing, attempt: 1, paise: '106200000' },
    });
});

test('invariant 6: no more leaves than ordered and the tolerance, and only from what lies there for the deal', () => {
  const leave = (grams: string) => (now: Deal) => recordDispatch(now, note, leaving(grams));
  given(Deal, ...standing)
    .when(leave('10100001'))
    .thenRejected('deals.too-much');
  given(Deal, ...standing)
    .when(leave('10100000'))
    .then({
      type: 'DispatchRecorded',
      data: {
        deal,
        dispatch: note,
        lines: leaving('10100000'),
        paise: '119180000',
        dispatched: '10100000',
        status: 'dispatched',
      },
    });
  given(Deal, ...standing)
    .when((now) => recordDispatch(now, note, [{ line: 'lot', lot: 'other', grams: '1' }]))
    .thenRejected('deals.not-a-source');
  given(Deal, ...standing)
    .when((now) => recordDispatch(now, note, []))
    .thenRejected('deals.empty-dispatch');
  given(Deal, ...standing, left('4000000'))
    .when(leave('4000000'))
    .thenNothing();
  given(Deal, submitted()).when(leave('1')).thenRejected('deals.not-standing');
});

test('what the parts of a deal come to adds up to the whole, to the paisa', () => {
  const odd = terms({
    quantity: { grams: '9999999', unit: 'g' },
    sources: [lotSource('lot', '9999999')],
    rate: { tenThousandths: '987654', per: 'kg' },
  });
  const parts = ['3333333', '3333333', '3333333'];
  const events = parts.reduce<DealEvent[]>(
    (before, grams, at) => [...before, ...recordDispatch(fold(Deal, before), DispatchId(`n${at}`), leaving(grams))],
    [{ type: 'DealSubmitted', data: { ...entry, terms: odd, attempt: 1, paise: '0' } }, confirmed],
  );
  const paise = events.flatMap((event) => (event.type === 'DispatchRecorded' ? [Number(event.data.paise)] : []));
  expect(paise.reduce((sum, each) => sum + each, 0)).toBe(116_543_200); // 9,999.999 kg × 98.7654, and 18 %, in whole rupees
});

test('invariant 6: new terms stay above what has left, and the rate of what has left stays', () => {
  const ask = (fields: Partial<ReturnType<typeof terms>>) => (now: Deal) =>
    requestAmendment(now, { by: 'ann', terms: terms(fields) });
  const less = (grams: string) => ({ quantity: { grams, unit: 'g' } as const, sources: [lotSource('lot', grams)] });
  given(Deal, ...standing, left('4000000'))
    .when(ask(less('3999999')))
    .thenRejected('deals.below-dispatched');
  given(Deal, ...standing, left('4000000'))
    .when(ask({ sources: [lotSource('lot', '3000000'), lotSource('b', '7000000')] }))
    .thenRejected('deals.below-dispatched');
  given(Deal, ...standing, left('4000000'))
    .when(ask({ rate: { tenThousandths: '1000001', per: 'kg' } }))
    .thenRejected('deals.rate-frozen');
  given(Deal, ...standing)
    .when(ask({ buyer: 'other' }))
    .thenRejected('deals.other-buyer');
  given(Deal, ...standing)
    .when(ask({ product: 'other' }))
    .thenRejected('deals.other-product');
  given(Deal, ...standing)
    .when(ask({ rate: { tenThousandths: '900000', per: 'kg' } }))
    .thenRejected('deals.loss');
  given(Deal, ...standing)
    .when(ask({}))
    .thenNothing();
  given(Deal, submitted())
    .when(ask(less('1')))
    .thenRejected('deals.not-standing');
});

test('while new terms are asked for, nothing leaves and no others are asked for; they are taken or refused once', () => {
  const wanted = terms({ rate: { tenThousandths: '1010000', per: 'kg' } });
  const asked: DealEvent = {
    type: 'AmendmentRequested',
    data: { deal, amendment: 1, by: 'ann', terms: wanted, before: terms(), dispatched: {}, left: [] },
  };
  const amended: DealEvent = {
    type: 'DealAmended',
    data: { deal, amendment: 1, terms: wanted, before: terms(), status: 'confirmed' },
  };
  const refused: DealEvent = { type: 'AmendmentRefused', data: { deal, amendment: 1, ...no } };
  given(Deal, ...standing)
    .when((now) => requestAmendment(now, { by: 'ann', terms: wanted }))
    .then(asked);
  given(Deal, ...standing, asked)
    .when((now) => requestAmendment(now, { by: 'ann', terms: wanted }))
    .thenRejected('deals.amending');
  given(Deal, ...standing, asked)
    .when((now) => recordDispatch(now, note, leaving('1')))
    .thenRejected('deals.amending');
  given(Deal, ...standing, asked)
    .when((now) => cancel(now, reason, 'keep'))
    .thenRejected('deals.amending');
  given(Deal, ...standing, asked)
    .when((now) => amend(now, 1))
    .then(amended);
  given(Deal, ...standing, asked, amended)
    .when((now) => amend(now, 1))
    .thenNothing();
  given(Deal, ...standing, asked, amended)
    .when((now) => refuseAmendment(now, 1, no))
    .thenNothing();
  given(Deal, ...standing, asked)
    .when((now) => refuseAmendment(now, 1, no))
    .then(refused);
  given(Deal, ...standing, asked, refused)
    .when((now) => amend(now, 2))
    .thenRejected('deals.other-amendment');
  expect(fold(Deal, [...standing, asked, refused])).toEqual({ ...fold(Deal, standing), amendments: 1 });
});

test('a cancelled deal is submitted once more when what was held for it is given back, and not before', () => {
  const cancelled: DealEvent = { type: 'DealCancelled', data: { ...ending, reason, purchases: 'keep' } };
  const released: DealEvent = { type: 'DealReleased', data: { deal } };
  given(Deal, ...standing, cancelled)
    .when((now) => submit(now, entry))
    .thenRejected('deals.releasing');
  given(Deal, ...standing, cancelled)
    .when(noteRelease)
    .then(released);
  given(Deal, ...standing, cancelled, released)
    .when(noteRelease)
    .thenNothing();
  given(Deal, ...standing, cancelled, released)
    .when((now) => submit(now, entry))
    .then(submitted(2));
});

test('a deal of which nothing has left is cancelled, one of which part has is short-closed, one of which all has is completed', () => {
  given(Deal, ...standing)
    .when((now) => cancel(now, reason, 'keep'))
    .then({ type: 'DealCancelled', data: { ...ending, reason, purchases: 'keep' } });
  given(Deal, ...standing, left('1'))
    .when((now) => cancel(now, reason, 'keep'))
    .thenRejected('deals.dispatched');
  given(Deal, ...standing, left('4000000'))
    .when((now) => shortClose(now, reason))
    .then({ type: 'DealShortClosed', data: { ...ending, reason, dispatched: { lot: '4000000' }, left: leaving('4000000') } });
  given(Deal, ...standing)
    .when((now) => shortClose(now, reason))
    .thenRejected('deals.nothing-left');
  given(Deal, ...standing, left('10000000'))
    .when(complete)
    .then({ type: 'DealCompleted', data: { ...ending, dispatched: { lot: '10000000' }, left: leaving('10000000') } });
  given(Deal, ...standing, left('4000000'))
    .when(complete)
    .thenNothing();
  given(Deal, ...standing, { type: 'DealCompleted', data: ending })
    .when((now) => shortClose(now, reason))
    .thenRejected('deals.not-standing');
});

test('goods that arrive for a deal are noted once; a deal that is over wants none, one that is not confirmed is asked again', () => {
  const arrival = { line: 'purchase', lot: 'came', grams: '5' };
  given(Deal, ...standing)
    .when((now) => recordArrival(now, arrival))
    .then({ type: 'SourceArrived', data: { deal, ...arrival } });
  given(Deal, ...standing, { type: 'SourceArrived', data: { deal, ...arrival } })
    .when((now) => recordArrival(now, arrival))
    .thenNothing();
  given(Deal, submitted())
    .when((now) => recordArrival(now, arrival))
    .thenRejected('deals.pending');
  given(Deal, submitted(), rejected)
    .when((now) => recordArrival(now, arrival))
    .thenNothing();
});
