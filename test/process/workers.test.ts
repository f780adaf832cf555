import { expect, test } from 'vitest';
import { until } from '#testing/log';
import { startApp } from '#testing/app';
import { asker } from './desk.ts';
import { travel } from './travel.ts';
import { bookTrip } from './trip.ts';

/** A worker, and the steps that it has taken on. */
const startWorker = async (databaseUrl?: string) => {
  const taken: string[] = [];
  const app = await startApp(travel([bookTrip]), {
    ...(databaseUrl !== undefined && { databaseUrl }),
    reached: (point, item, id) => point === 'taken' && taken.push(`${id} ${item}`),
  });
  return { app, taken, ...asker(app) };
};

test('two workers on one database share the work, do no step twice, and take over what the other leaves', {
  timeout: 60_000,
}, async () => {
  const first = await startWorker();
  const second = await startWorker(first.app.databaseUrl);
  const [one, two] = [first.taken, second.taken];
  await until(
    async () => {
      await first.untilTrip(await first.book(), 'confirmed');
      return two.length > 0;
    },
    'the second has its share',
    20_000,
  );
  one.length = two.length = 0;

  const ids = await Promise.all(Array.from({ length: 120 }, (_, index) => (index % 2 ? first : second).book()));
  await Promise.all(ids.map((id) => first.untilTrip(id, 'confirmed')));
  await until(async () => (await Promise.all(ids.map(first.trip))).every(({ told }) => told.length === 1), 'all are told');
  const steps = [...one, ...two].filter((step) => ids.some((id) => step.startsWith(id)));
  expect(steps).toHaveLength(ids.length * 4);
  expect(new Set(steps).size).toBe(steps.length);
  expect(Math.min(one.length, two.length)).toBeGreaterThan(ids.length);
  expect(await Promise.all(ids.map((id) => first.places(id)))).toEqual(ids.map(() => [1, 1]));

  await second.app.close();
  const more = await Promise.all(Array.from({ length: 20 }, () => first.book()));
  await Promise.all(more.map((id) => first.untilTrip(id, 'confirmed')));
  await first.app.close();
});
