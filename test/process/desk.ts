import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Model } from '#kernel/model';
import type { Event } from '#kernel/event';
import { startApp, type TestApp, type TestAppOptions } from '#testing/app';
import { caller } from '#testing/jar';
import { until } from '#testing/log';
import { virtualClock } from '#testing/virtual-clock';
import { type Before, Places, travel, Trip } from './travel.ts';
import { bookTrip } from './trip.ts';

/** An app that books trips, on a clock of its own. */
export const startDesk = async (before: Before = () => undefined, options: TestAppOptions = {}, processes = [bookTrip]) => {
  const time = virtualClock();
  const app = await startApp(travel(processes, before), { clock: time.clock, until: time.until, ...options });
  return { app, time, ...asker(app) };
};

export const asker = (app: TestApp) => {
  const ask = async (feature: string, input: object = {}) => {
    const { status, body } = await app.request('POST', `/api/call/${feature}`, input);
    return { status, body };
  };
  const answer = async (feature: string, input: object = {}) => {
    const { status, body } = await ask(feature, input);
    expect([status, body?.code]).toEqual([200, undefined]);
    return body;
  };
  const ports = app.runtime.ports(caller());
  const read = async <State, E extends Event>(model: Model<State, E>, id: string): Promise<State> =>
    (await ports.events.read(model, id)).state;
  const trip = async (id: string) => read(Trip, id);
  const process = (id: string) => answer('process.showProcess', { process: 'trips.book', id });
  return {
    ask,
    answer,
    trip,
    process,
    /** Asks for a trip; answers with its id. */
    book: async (to = 'Lisbon') => {
      const id = randomUUID();
      await answer('trips.ask', { trip: id, to });
      return id;
    },
    places: async (id: string, to = 'Lisbon') => [
      (await read(Places, `seats-${to}`))[id] ?? 0,
      (await read(Places, `rooms-${to}`))[id] ?? 0,
    ],
    untilTrip: (id: string, status: string) =>
      until(async () => (await trip(id)).status === status, `the trip is ${status}`, 15_000),
    untilPhase: (id: string, phase: string) =>
      until(
        async () => (await ask('process.showProcess', { process: 'trips.book', id })).body?.phase === phase,
        `it is ${phase}`,
        15_000,
      ),
  };
};
