import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';
import { must, valid } from '#kernel/rejection';
import type { Gstin } from '#kernel/trade/gstin';
import type { Label } from '#kernel/trade/label';

/** Who sells: its state decides which tax is charged. */
export type Settings = {
  readonly name: Label;
  readonly gstin: Gstin;
  /** How much more than ordered may be dispatched, in hundredths of a per cent. */
  readonly tolerance: number;
};
export type DeskEvent = Event<'DeskSet', Settings>;

export type Desk = { readonly status: 'none' } | ({ readonly status: 'set' } & Settings);

/** One stream in each workspace. */
export const Desk: Model<Desk, DeskEvent> = {
  name: 'desk',
  initial: { status: 'none' },
  evolve: (_, { data }) => ({ status: 'set', ...data }),
};

export const deskId = 'own';

export const setDesk = (now: Desk, settings: Settings): DeskEvent[] => {
  valid(
    Number.isInteger(settings.tolerance) && settings.tolerance >= 0 && settings.tolerance <= 2_000,
    'deals.bad-tolerance',
    'The tolerance lies between 0 and 20 per cent.',
  );
  const { name, gstin, tolerance } = settings;
  const same = now.status === 'set' && now.name === name && now.gstin === gstin && now.tolerance === tolerance;
  return same ? [] : [{ type: 'DeskSet', data: settings }];
};

export function isSet(desk: Desk): asserts desk is Exclude<Desk, { readonly status: 'none' }> {
  must(desk.status === 'set', 'deals.no-desk', 'Say first who the desk is: its name and its GSTIN decide which tax is charged.');
}
