import { Type as t } from 'typebox';
import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';
import { must } from '#kernel/rejection';
import { type Context, context } from '#platform/context';
import { command, type Feature, type Ports } from '#platform/feature';

export type TripAsked = Event<'TripAsked', { readonly trip: string; readonly to: string }>;
type TripEvent =
  | TripAsked
  | Event<'TripPaid', { readonly trip: string }>
  | Event<'TripConfirmed', { readonly trip: string }>
  | Event<'TripRejected', { readonly trip: string; readonly reason: string }>
  | Event<'TravellerTold', { readonly trip: string; readonly what: string }>;
type Status = 'none' | 'asked' | 'confirmed' | `rejected: ${string}`;

export const Trip: Model<{ readonly status: Status; readonly told: readonly string[] }, TripEvent> = {
  name: 'trip',
  initial: { status: 'none', told: [] },
  evolve: (trip, { type, data }) => {
    switch (type) {
      case 'TripAsked':
        return { ...trip, status: 'asked' };
      case 'TripConfirmed':
        return { ...trip, status: 'confirmed' };
      case 'TripRejected':
        return { ...trip, status: `rejected: ${data.reason}` };
      case 'TravellerTold':
        return { ...trip, told: [...trip.told, data.what] };
      case 'TripPaid':
        return trip;
    }
  },
};

type PlaceEvent = Event<'PlaceTaken', { readonly by: string }> | Event<'PlaceGivenBack', { readonly by: string }>;

/** So many takers have a place each; it is counted, so that taking twice would show. */
export const Places: Model<Readonly<Record<string, number>>, PlaceEvent> = {
  name: 'places',
  initial: {},
  evolve: (places, { type, data: { by } }) => ({ ...places, [by]: (places[by] ?? 0) + (type === 'PlaceTaken' ? 1 : -1) }),
};

const empty = t.Object({});
const named = (name: string) => ({ name, summary: name, output: empty, access: 'trips:write' as const });
const Place = t.Object({ place: t.String(), by: t.String() });
const place = (name: string) => ({
  take: { ...named(`${name}.take`), input: Place },
  giveBack: { ...named(`${name}.giveBack`), input: Place },
});
export const seats = place('seats');
export const rooms = place('rooms');
export const askForTrip = { ...named('trips.ask'), public: true as const, input: t.Object({ trip: t.String(), to: t.String() }) };
export const payTrip = { ...named('trips.pay'), public: true as const, input: t.Object({ trip: t.String() }) };
export const confirmTrip = { ...named('trips.confirm'), input: t.Object({ trip: t.String() }) };
export const rejectTrip = { ...named('trips.reject'), input: t.Object({ trip: t.String(), reason: t.String() }) };
export const tellTraveller = { ...named('trips.tell'), input: t.Object({ trip: t.String(), what: t.String() }) };

/** What happens in a feature before it does its work: a test may let it wait, fail or refuse. */
export type Before = (feature: string, input: { readonly trip?: string; readonly by?: string }) => Promise<void> | void;

/** Trips, and the seats and rooms they need, in three contexts. */
export const travel = (processes: Context['processes'], before: Before = () => undefined): readonly Context[] => {
  const trip = (of: { trip: string }, ports: Ports, ...events: readonly TripEvent[]) =>
    ports.events.decide(
      { trip: [Trip, of.trip] },
      () => ({ trip: events }),
      () => ({}),
    );
  const trips: readonly Feature[] = [
    command({ ...askForTrip, run: (data, ports) => trip(data, ports, { type: 'TripAsked', data }) }),
    command({ ...payTrip, run: (data, ports) => trip(data, ports, { type: 'TripPaid', data }) }),
    command({
      ...confirmTrip,
      run: async (data, ports) => {
        await before('trips.confirm', data);
        return trip(data, ports, { type: 'TripConfirmed', data });
      },
    }),
    command({ ...rejectTrip, run: (data, ports) => trip(data, ports, { type: 'TripRejected', data }) }),
    command({
      ...tellTraveller,
      run: async (data, ports) => {
        await before('trips.tell', data);
        return trip(data, ports, { type: 'TravellerTold', data });
      },
    }),
  ];
  return [
    context({ name: 'trips', home: import.meta.dirname, rest: {}, features: trips, views: [], ...(processes && { processes }) }),
    placesOf('seats', seats, before),
    placesOf('rooms', rooms, before),
  ];
};

const takePlace = (places: Readonly<Record<string, number>>, { by }: { by: string }): PlaceEvent[] => {
  must((places[by] ?? 0) === 0, 'places.taken-twice', 'It was taken before.');
  return [{ type: 'PlaceTaken', data: { by } }];
};

const giveBackPlace = (places: Readonly<Record<string, number>>, { by }: { by: string }): PlaceEvent[] =>
  places[by] === 1 ? [{ type: 'PlaceGivenBack', data: { by } }] : [];

const placesOf = (name: string, { take, giveBack }: ReturnType<typeof place>, before: Before): Context => {
  const feature = (contract: typeof take, decision: typeof takePlace) =>
    command({
      ...contract,
      run: async (input, ports) => {
        await before(contract.name, input);
        must(input.place !== `no ${name}`, 'places.none-left', 'There is none left.');
        const subjects = { places: [Places, `${name}-${input.place}`] } as const;
        return ports.events.decide(
          subjects,
          ({ places }) => ({ places: decision(places, input) }),
          () => ({}),
        );
      },
    });
  const features = [feature(take, takePlace), feature(giveBack, giveBackPlace)];
  return context({ name, home: import.meta.dirname, rest: {}, features, views: [] });
};
