import type { Brand } from '#kernel/brand';
import { valid } from '#kernel/rejection';

/** A day of business, `2026-11-28`, in the time zone of the desk. */
export type TradeDate = Brand<string, 'TradeDate'>;

export const TradeDate = (text: string): TradeDate => {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  valid(
    !Number.isNaN(time) && new Date(time).toISOString().startsWith(text), // February 30 would be read as March 2
    'trade.bad-date',
    'A date is a day of the calendar, written as 2026-11-28.',
  );
  return text as TradeDate;
};

// The tax is India's, and so is the one time zone there.
const inIndia = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Kolkata', year: 'numeric', month: '2-digit', day: '2-digit' });

/** The day that a moment falls on. */
export const tradeDateAt = (moment: Date): TradeDate => TradeDate(inIndia.format(moment));

/** The moment at which a day begins, ISO 8601, UTC. */
export const startOf = (date: TradeDate): string => new Date(Date.parse(`${date}T00:00:00+05:30`)).toISOString();

const dayOf = (date: TradeDate): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000;

/** Whole days from one date to another; negative where the other is earlier. */
export const daysBetween = (from: TradeDate, to: TradeDate): number => dayOf(to) - dayOf(from);

export const plusDays = (date: TradeDate, days: number): TradeDate =>
  TradeDate(new Date((dayOf(date) + days) * 86_400_000).toISOString().slice(0, 10));

/** The year of accounts, April to March, as documents write it: `2026-27`. */
export const financialYear = (date: TradeDate): string => {
  const [year = 0, month = 0] = date.split('-').map(Number);
  const first = month < 4 ? year - 1 : year;
  return `${first}-${String((first + 1) % 100).padStart(2, '0')}`;
};
