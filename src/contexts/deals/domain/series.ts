import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';
import { financialYear, type TradeDate } from '#kernel/trade/trade-date';

export type SeriesEvent = Event<'NumberTaken', { series: string; year: string; number: number; document: string }>;

/** The numbers of one kind of document in one financial year, without a gap. */
export const Series: Model<number, SeriesEvent> = {
  name: 'series',
  initial: 0,
  evolve: (_, { data: { number } }) => number,
};

/** Which series a document of a day belongs to: `D 2026-27`. */
export const seriesOf = (prefix: string, day: TradeDate): string => `${prefix} ${financialYear(day)}`;

/** The next number, taken in the decision that gives it to its document. */
export const takeNumber = (last: number, series: string, document: string): readonly [number: string, events: SeriesEvent[]] => {
  const [prefix = '', year = ''] = series.split(' ');
  const number = last + 1;
  return [
    `${prefix}/${year}/${String(number).padStart(5, '0')}`,
    [{ type: 'NumberTaken', data: { series: prefix, year, number, document } }],
  ];
};
