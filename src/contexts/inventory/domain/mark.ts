import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';
import type { Label } from '#kernel/trade/label';
import type { StoredRate } from '#kernel/trade/money';
import type { TradeDate } from '#kernel/trade/trade-date';

export type MarkEvent = Event<'MarkSet', { grade: Label; on: TradeDate; rate: StoredRate }>;

/** The market price of a grade on a day. Setting it again corrects it. */
export const Mark: Model<{ readonly rate?: StoredRate }, MarkEvent> = {
  name: 'mark',
  initial: {},
  evolve: (_, { data: { rate } }) => ({ rate }),
};

export const setMark = (now: { readonly rate?: StoredRate }, mark: MarkEvent['data']): MarkEvent[] =>
  now.rate?.tenThousandths === mark.rate.tenThousandths && now.rate.per === mark.rate.per
    ? []
    : [{ type: 'MarkSet', data: mark }];
