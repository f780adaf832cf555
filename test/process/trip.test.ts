import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { Rejection } from '#kernel/rejection';
import { call, process as defineProcess } from '#platform/process';
import { until } from '#testing/log';
import { startDesk } from './desk.ts';
import { tellTraveller, type TripAsked } from './travel.ts';
import { bookTrip } from './trip.ts';

type Taken = { readonly feature: string; readonly by: string };

/** Calls of some features wait until the test lets them go on; each is noted. */
const gate = () => {
  const asked: Taken[] = [];
  const held = new Map<string, PromiseWithResolvers<void>>();
  return {
    asked,
    hold: (feature: string) => held.set(feature, Promise.withResolvers()),
    letGo: (feature: string) => {
      held.get(feature)?.resolve();
      held.delete(feature);
    },
    before: async (feature: string, { by, trip }: { readonly by?: string; readonly trip?: string }) => {
      asked.push({ feature, by: by ?? trip ?? '' });
      await held.get(feature)?.promise;
    },
  };
};

const doors = gate();
const desk = await startDesk(doors.before);
const { answer, ask, book, trip, places, process, untilTrip, untilPhase, time } = desk;
const calls = (feature: string, id: string) => doors.asked.filter((each) => each.feature === feature && each.by === id).length;

test('a trip is booked: seat, room, confirmation, word to the traveller', async () => {
  const id = await book();
  await untilTrip(id, 'confirmed');
  expect(await places(id)).toEqual([1, 1]);
  await until(async () => (await process(id)).steps.at(-1).outcome === 'done', 'the last step is recorded');
  expect((await process(id)).steps.map(({ step, outcome }: Record<string, string>) => `${step} ${outcome}`)).toEqual([
    'seat done',
    'room done',
    'confirm done',
    'tell done',
  ]);
  await answer('trips.pay', { trip: id });
  await untilPhase(id, 'completed');
  expect(await process(id)).toMatchObject({ agenda: [], stuck: [], waiting: false });
});

test('a refusal gives back what was taken, and rejects the trip', async () => {
  const id = await book('no rooms');
  await untilTrip(id, 'rejected: places.none-left');
  expect(await places(id, 'no rooms')).toEqual([0, 0]);
  await untilPhase(id, 'completed');
  expect(await process(id)).toMatchObject({ reason: { code: 'places.none-left' } });
});

test('the event that starts it makes one process, however often it comes', async () => {
  const id = await book();
  await answer('trips.ask', { trip: id, to: 'Lisbon' });
  await answer('trips.ask', { trip: id, to: 'Lisbon' });
  await untilPhase(id, 'running');
  await until(async () => (await trip(id)).told.length === 1, 'the traveller is told');
  expect(await places(id)).toEqual([1, 1]);
  expect([calls('seats.take', id), calls('rooms.take', id), calls('trips.confirm', id)]).toEqual([1, 1, 1]);
});

test('a call without an answer is made again with the same key: what both of them do is done once', async () => {
  doors.hold('rooms.take');
  const id = await book();
  await until(() => calls('rooms.take', id) === 1, 'the room is asked for');
  time.pass(10_000);
  await until(async () => (await process(id)).agenda.some(({ failed }: { failed: number }) => failed === 1), 'it is given up');
  time.pass(1_000);
  await until(() => calls('rooms.take', id) === 2, 'it is asked for again');
  doors.letGo('rooms.take'); // both go on now, at once
  await untilTrip(id, 'confirmed');
  expect(await places(id)).toEqual([1, 1]);
});

test('after the deadline it turns back, and a late answer is undone', async () => {
  doors.hold('rooms.take');
  const id = await book();
  await until(() => calls('rooms.take', id) === 1, 'the room is asked for');
  time.pass(120_000);
  await untilTrip(id, 'rejected: process.deadline');
  expect(await places(id)).toEqual([0, 0]);
  await until(async () => (await process(id)).agenda.length === 1, 'its rejection is recorded');
  expect((await process(id)).agenda).toMatchObject([{ kind: 'call', name: 'room' }]);
  doors.letGo('rooms.take');
  time.pass(60_000);
  await until(async () => (await process(id)).steps[1].outcome === 'undone', 'the room is given back');
  expect(await places(id)).toEqual([0, 0]);
  expect(calls('rooms.giveBack', id)).toBe(1);
  expect(await process(id)).toMatchObject({ phase: 'completed', agenda: [] });
});

test('where one process hangs, with more at once than a worker takes, another goes on', async () => {
  const greet = defineProcess<object, TripAsked>({
    model: { name: 'trips.greet', initial: {}, evolve: (state) => state },
    startedBy: ['TripAsked'],
    on: { TripAsked: ({ data }) => data.trip },
    next: (_, event) =>
      event.type === 'TripAsked' ? [call('hello', tellTraveller, { trip: event.data.trip, what: 'hello' })] : [],
  });
  const both = await startDesk(doors.before, {}, [bookTrip, greet]);
  doors.hold('seats.take');
  const hanging = await Promise.all(Array.from({ length: 80 }, () => both.book('Rome')));
  const greeted = async () => (await Promise.all(hanging.map(both.trip))).every(({ told }) => told.length === 1);
  await until(greeted, 'all are greeted', 15_000);
  expect(hanging.filter((id) => calls('seats.take', id) > 0)).toHaveLength(64);
  doors.letGo('seats.take');
  await Promise.all(hanging.map((id) => both.untilTrip(id, 'confirmed')));
  expect(await Promise.all(hanging.map((id) => both.places(id, 'Rome')))).toEqual(hanging.map(() => [1, 1]));
});

test('an operator cancels a process: it turns back. Past the pivot that is refused, and unknown ones are not found', async () => {
  doors.hold('rooms.take');
  const id = await book();
  await until(() => calls('rooms.take', id) === 1, 'the room is asked for');
  expect((await answer('process.cancelProcess', { process: 'trips.book', id })).phase).toMatch(/compensating|turned/);
  await untilTrip(id, 'rejected: process.cancelled');
  doors.letGo('rooms.take');
  await until(async () => (await process(id)).agenda.length === 0, 'all is done');
  expect(await places(id)).toEqual([0, 0]);

  const confirmed = await book();
  await untilTrip(confirmed, 'confirmed');
  const cancel = (which: object) => ask('process.cancelProcess', { process: 'trips.book', ...which });
  expect(await cancel({ id: confirmed })).toMatchObject({ status: 409, body: { code: 'process.past-pivot' } });
  expect(await cancel({ id })).toMatchObject({ status: 409, body: { code: 'process.not-running' } });
  expect(await cancel({ id: 'nobody' })).toMatchObject({ status: 404, body: { code: 'process.unknown' } });
  expect(await cancel({ id, process: 'trips.other' })).toMatchObject({ status: 404, body: { code: 'process.unknown' } });
});

test('after the pivot a refusal waits for the operator, who lets it try again', async () => {
  let broken = true;
  const other = await startDesk((feature) => {
    if (feature === 'trips.tell' && broken) throw new Rejection('refused', 'trips.no-line', 'The line is dead.');
  });
  const id = await other.book();
  await until(async () => (await other.ask('process.showProcess', { process: 'trips.book', id })).body?.waiting, 'it waits');
  expect(await other.answer('process.listProcesses', { waiting: true })).toMatchObject({
    items: [{ process: 'trips.book', id, phase: 'running', waiting: true, error: 'The line is dead.' }],
  });
  broken = false;
  expect(await other.answer('process.retryProcess', { process: 'trips.book', id })).toEqual({ phase: 'running', waiting: false });
  await until(async () => (await other.trip(id)).told.length === 1, 'the traveller is told');
  expect((await other.answer('process.listProcesses', { waiting: true })).items).toEqual([]);
  const again = await other.ask('process.retryProcess', { process: 'trips.book', id });
  expect(again).toMatchObject({ status: 409, body: { code: 'process.not-waiting' } });
});

test('another tenant sees nothing of it and can do nothing to it', async () => {
  const id = await book();
  await untilTrip(id, 'confirmed');
  const { runtime } = desk.app;
  const stranger = { tenant: 'elsewhere', actor: 'eve', scopes: ['*'], correlation: 'c' };
  const as = (name: string, input: object) => {
    const feature = runtime.find(name);
    if (feature === undefined) throw new Error(name);
    return runtime.execute(feature, input, { caller: stranger, notes: {} });
  };
  expect(await as('process.listProcesses', {})).toEqual({ items: [] });
  expect(await as('process.listTimers', {})).toEqual({ items: [] });
  const which = { process: 'trips.book', id };
  for (const feature of ['process.showProcess', 'process.cancelProcess', 'process.retryProcess'])
    await expect(as(feature, which)).rejects.toMatchObject({ code: 'process.unknown' });
  await expect(as('process.cancelTimer', { ...which, timer: 'reminder' })).rejects.toMatchObject({ code: 'process.unknown' });
});

test('the owner of the installation retries what waits in every workspace, another operator in their own', async () => {
  let broken = true;
  const other = await startDesk((feature) => {
    if (feature === 'trips.tell' && broken) throw new Rejection('refused', 'trips.no-line', 'The line is dead.');
  });
  const as = (tenant: string, name: string, input: object) => {
    const feature = other.app.runtime.find(name);
    if (feature === undefined) throw new Error(name);
    const caller = { tenant, actor: 'eve', scopes: ['*'], correlation: 'c' };
    return other.app.runtime.execute(feature, input, { caller, notes: {} });
  };
  for (const tenant of ['here', 'there', 'there']) await as(tenant, 'trips.ask', { trip: randomUUID(), to: 'Rome' });
  const waiting = async (tenant: string) => (await as(tenant, 'process.listProcesses', { waiting: true })) as { items: object[] };
  await until(async () => (await waiting('here')).items.length + (await waiting('there')).items.length === 3, 'all wait');
  broken = false;
  expect(await as('here', 'process.retryProcesses', {})).toEqual({ retried: 1 });
  expect((await waiting('there')).items).toHaveLength(2);
  expect(await other.answer('process.retryProcesses')).toEqual({ retried: 2 });
  expect((await waiting('there')).items).toEqual([]);
});

test('the tables of the processes are what the log says', async () => {
  const names = ['process.instance', 'process.agenda'];
  expect(await answer('platform.verifyViews', { names })).toMatchObject({ equal: true });
});
