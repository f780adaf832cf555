import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';
import { found, must } from '#kernel/rejection';
import type { Label } from '#kernel/trade/label';
import type { TradeDate } from '#kernel/trade/trade-date';
import type { LotLine } from './deal.ts';
import type { DealId, DispatchId } from './id.ts';

export type Carriage = { readonly vehicle: Label; readonly transporter: Label; readonly lorryReceipt?: Label };

/** What is to leave, and what the note says of the deal. No rate stands here. */
type Preparation = {
  readonly dispatch: DispatchId;
  readonly deal: DealId;
  readonly dealNumber: string;
  readonly buyerName: string;
  readonly code: string;
  readonly grade: string;
  readonly lines: readonly LotLine[];
};

export type DispatchEvent =
  | Event<'DispatchPrepared', Preparation>
  /** The weights are those of the scales. */
  | Event<'DispatchLoaded', { dispatch: DispatchId; lines: readonly LotLine[] } & Carriage>
  /** It has a number now; the buyer owes `paise`. */
  | Event<
      'DispatchDeparted',
      {
        dispatch: DispatchId;
        deal: DealId;
        buyer: string;
        number: string;
        lines: readonly LotLine[];
        paise: string;
        on: TradeDate;
        dueOn: TradeDate;
      }
    >
  | Event<'DispatchDelivered', { dispatch: DispatchId; on: TradeDate }>
  | Event<'DispatchVoided', { dispatch: DispatchId; reason: Label }>;

export type Known = Omit<Preparation, 'dispatch'> & {
  readonly status: 'prepared' | 'loaded' | 'departed' | 'delivered' | 'voided';
  readonly id: DispatchId;
  readonly carriage?: Carriage;
  readonly number?: string;
  readonly on?: TradeDate;
};
export type DispatchNote = { readonly status: 'none' } | Known;

export const DispatchNote: Model<DispatchNote, DispatchEvent> = {
  name: 'dispatchNote',
  initial: { status: 'none' },
  evolve: (now, event) => {
    if (event.type === 'DispatchPrepared') {
      const { dispatch, ...preparation } = event.data;
      return { status: 'prepared', id: dispatch, ...preparation };
    }
    if (now.status === 'none') return now;
    switch (event.type) {
      case 'DispatchLoaded': {
        const { dispatch: _, lines, ...carriage } = event.data;
        return { ...now, status: 'loaded', lines, carriage };
      }
      case 'DispatchDeparted':
        return { ...now, status: 'departed', number: event.data.number, on: event.data.on };
      case 'DispatchDelivered':
        return { ...now, status: 'delivered' };
      case 'DispatchVoided':
        return { ...now, status: 'voided' };
    }
  },
};

export function exists(note: DispatchNote): asserts note is Known {
  found(note.status !== 'none', 'deals.no-dispatch', 'There is no such dispatch note.');
}

/** The same note under the same id is prepared once. */
export const prepare = (now: DispatchNote, preparation: Preparation): DispatchEvent[] => {
  if (now.status === 'none') return [{ type: 'DispatchPrepared', data: preparation }];
  must(now.deal === preparation.deal, 'deals.dispatch-exists', 'There is another dispatch note under this id.');
  return [];
};

export const load = (now: DispatchNote, lines: readonly LotLine[], carriage: Carriage): DispatchEvent[] => {
  exists(now);
  must(now.status === 'prepared' || now.status === 'loaded', 'deals.dispatch-over', `The dispatch note is ${now.status}.`);
  return [{ type: 'DispatchLoaded', data: { dispatch: now.id, lines, ...carriage } }];
};

type Departure = Omit<Extract<DispatchEvent, { readonly type: 'DispatchDeparted' }>['data'], 'dispatch' | 'deal' | 'lines'>;

export const depart = (now: DispatchNote, departure: Departure): DispatchEvent[] => {
  exists(now);
  must(now.status === 'loaded', 'deals.not-loaded', `The dispatch note is ${now.status}. It must be loaded first.`);
  return [{ type: 'DispatchDeparted', data: { dispatch: now.id, deal: now.deal, lines: now.lines, ...departure } }];
};

export const deliver = (now: DispatchNote, on: TradeDate): DispatchEvent[] => {
  exists(now);
  if (now.status === 'delivered') return [];
  must(now.status === 'departed', 'deals.not-departed', `The dispatch note is ${now.status}.`);
  return [{ type: 'DispatchDelivered', data: { dispatch: now.id, on } }];
};

export const voidNote = (now: DispatchNote, reason: Label): DispatchEvent[] => {
  exists(now);
  if (now.status === 'voided') return [];
  must(now.status === 'prepared' || now.status === 'loaded', 'deals.dispatch-over', `The dispatch note is ${now.status}.`);
  return [{ type: 'DispatchVoided', data: { dispatch: now.id, reason } }];
};
