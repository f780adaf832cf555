import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp } from '#testing/app';
import { testDatabase } from '#testing/database';
import { until } from '#testing/log';
import { death } from './death.ts';
import { asker } from './desk.ts';
import { travel } from './travel.ts';
import { bookTrip } from './trip.ts';

const database = await testDatabase();
const folder = mkdtempSync(join(tmpdir(), 'almanac-worker-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The types of what happened to a trip and its places, with how often. */
const effects = async (trip: string): Promise<Readonly<Record<string, number>>> => {
  const { rows } = await database.pool.query<{ readonly what: string; readonly times: number }>(
    `select coalesce(substring(stream from '^places-(seats|rooms)'), 'trip') || ' ' || type as what, count(*)::int as times
     from log.event where type <> 'ProcessMoved' and (data->>'trip' = $1 or data->>'by' = $1) group by 1`,
    [trip],
  );
  return Object.fromEntries(rows.map(({ what, times }) => [what, times]));
};

const around = (...items: readonly string[]) =>
  items.flatMap((item) => (['taken', 'done', 'moved'] as const).map((point) => [point, item] as const));

const heard = ['heard', 'TripAsked'] as const;

const ends = [
  {
    to: 'Lisbon',
    status: 'confirmed',
    points: [heard, ...around('call seat', 'call room', 'call confirm', 'call tell')],
    places: [1, 1],
    expected: {
      'seats PlaceTaken': 1,
      'rooms PlaceTaken': 1,
      'trip TripAsked': 1,
      'trip TripConfirmed': 1,
      'trip TravellerTold': 1,
    },
  },
  {
    to: 'no rooms',
    status: 'rejected: places.none-left',
    points: around('call room', 'undo seat', 'call reject'),
    places: [0, 0],
    expected: { 'seats PlaceTaken': 1, 'seats PlaceGivenBack': 1, 'trip TripAsked': 1, 'trip TripRejected': 1 },
  },
];

const trips = ends.flatMap((end) =>
  end.points.map(([point, item]) => ({ ...end, instance: randomUUID() as string, point, item })),
);
let desk: ReturnType<typeof asker>;
beforeAll(async () => {
  await death(join(import.meta.dirname, 'worker.ts'), database.url, folder, JSON.stringify(trips));
  desk = asker(await startApp(travel([bookTrip]), { databaseUrl: database.url }));
});

test.each(trips)(
  'a worker killed at $point $item of a trip that is $status: the next one brings it to its end, and nothing happens twice',
  { timeout: 60_000 },
  async ({ instance, to, status, places, expected }) => {
    await desk.untilTrip(instance, status);
    const settled = async () => (await desk.process(instance)).agenda.every(({ kind }: { kind: string }) => kind === 'timer');
    await until(settled, 'all is done', 15_000);
    expect(await desk.places(instance, to)).toEqual(places);
    expect(await effects(instance)).toEqual(expected);
  },
);
