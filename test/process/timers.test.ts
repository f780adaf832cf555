import { expect, test } from 'vitest';
import { until } from '#testing/log';
import { startDesk } from './desk.ts';

const desk = await startDesk();
const { answer, ask, trip, untilTrip, time } = desk;
const told = async (id: string) => (await trip(id)).told;
const timer = (id: string) => ({ process: 'trips.book', id, timer: 'reminder' });

const booked = async (from = desk) => {
  const id = await from.book();
  await from.untilTrip(id, 'confirmed');
  await until(async () => (await from.trip(id)).told.length === 1, 'the traveller is told');
  return id;
};

test('a timer is listed, and fires when it is due and not before', async () => {
  const id = await booked();
  const { items } = await answer('process.listTimers');
  expect(items).toEqual([{ ...timer(id), kind: 'timer', due: new Date(time.clock().getTime() + 1_800_000).toISOString() }]);
  time.pass(1_799_999);
  await answer('process.listTimers');
  expect(await told(id)).toEqual(['confirmed']);
  time.pass(1);
  await until(async () => (await told(id)).length === 2, 'the reminder is sent');
  expect(await told(id)).toEqual(['confirmed', 'pay, please']);
  expect((await answer('process.listTimers')).items).toEqual([]);
});

test('a timer that is moved fires at its new time, once', async () => {
  const id = await booked();
  const soon = new Date(time.clock().getTime() + 60_000).toISOString();
  await answer('process.moveTimer', { ...timer(id), due: soon });
  expect((await answer('process.listTimers')).items).toMatchObject([{ due: soon }]);
  time.pass(60_000);
  await until(async () => (await told(id)).length === 2, 'the reminder is sent');
  time.pass(1_800_000);
  const other = await booked(); // what would be due by now has been done when this is
  expect([(await told(id)).length, (await told(other)).length]).toEqual([2, 1]);
  await answer('trips.pay', { trip: other });
  await desk.untilPhase(other, 'completed');
});

test('a timer that is cancelled never fires, and one that is not there cannot be moved', async () => {
  const id = await booked();
  await answer('process.cancelTimer', timer(id));
  time.pass(3_600_000);
  await booked();
  expect(await told(id)).toEqual(['confirmed']);
  const due = time.clock().toISOString();
  const refused = await ask('process.moveTimer', { ...timer(id), due });
  expect(refused).toMatchObject({ status: 404, body: { code: 'process.no-timer' } });
  expect(await ask('process.moveTimer', { ...timer(id), due: 'tomorrow' })).toMatchObject({ status: 400 });
  expect(await ask('process.cancelTimer', timer('nobody'))).toMatchObject({ status: 404, body: { code: 'process.unknown' } });
});

test('timers that came due while nobody was there fire at the next start, once, in their order', async () => {
  const first = await startDesk();
  const ids = [await booked(first), await booked(first), await booked(first)];
  const start = first.time.clock().getTime();
  for (const [index, id] of ids.entries())
    await first.answer('process.moveTimer', { ...timer(id), due: new Date(start + 3_000 - index * 1_000).toISOString() });
  await first.app.close();

  const fired: string[] = [];
  const clock = () => new Date(start + 3_600_000);
  const second = await startDesk(undefined, {
    databaseUrl: first.app.databaseUrl,
    clock,
    reached: (point, item, id) => point === 'taken' && item === 'timer reminder' && fired.push(id),
  });
  await until(async () => (await Promise.all(ids.map(second.trip))).every((each) => each.told.length === 2), 'all are reminded');
  expect(fired).toEqual(ids.toReversed());
  await second.app.close();
});

test('a timer that is paid for in time does not fire', async () => {
  const id = await booked();
  await answer('trips.pay', { trip: id });
  await desk.untilPhase(id, 'completed');
  time.pass(3_600_000);
  await untilTrip(await booked(), 'confirmed');
  expect(await told(id)).toEqual(['confirmed']);
});
