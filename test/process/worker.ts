// A process that books trips and dies once each has got to its point: `node worker.ts <database> <folder> <trips as JSON>`.
import { createApp } from '#app';
import { testMasterKey } from '#testing/master-key';
import { caller } from '#testing/jar';
import { dying, type Dying } from './dying.ts';
import { askForTrip, travel } from './travel.ts';
import { bookTrip } from './trip.ts';

const [databaseUrl = '', dataFolder = '', trips = '[]'] = process.argv.slice(2);
const { reached, begin } = dying<Dying & { readonly to: string }>(JSON.parse(trips));
const { runtime } = await createApp({
  contexts: travel([bookTrip]),
  config: { dataFolder, databaseUrl, host: '127.0.0.1', port: 0, logLevel: 'error', masterKey: testMasterKey },
  reached,
});
await begin(({ instance, to }) => runtime.ports(caller()).call(askForTrip, { trip: instance, to }));
