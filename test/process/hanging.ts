// A worker that hangs in the middle of a transaction until it is continued: `node hanging.ts <database> <folder>`. It sends every point that it reaches. A message asks it for a trip, or lets the room of a held one be taken.
import { createApp } from '#app';
import { testMasterKey } from '#testing/master-key';
import { caller } from '#testing/jar';
import { askForTrip, travel } from './travel.ts';
import { bookTrip } from './trip.ts';

export type Reached = { readonly point: string; readonly item: string; readonly id: string };
export type Asked = { readonly ask: string } | { readonly letGo: true } | { readonly close: true };

const [databaseUrl = '', dataFolder = ''] = process.argv.slice(2);
const held = Promise.withResolvers<void>();
const app = await createApp({
  contexts: travel([bookTrip], async (feature, { by }) => {
    if (feature === 'rooms.take' && by?.startsWith('held') === true) await held.promise;
  }),
  config: { dataFolder, databaseUrl, host: '127.0.0.1', port: 0, logLevel: 'error', masterKey: testMasterKey },
  reached: (point, item, id) => {
    process.send?.({ point, item, id } satisfies Reached);
    if (point === 'heard' && id.startsWith('hang')) process.kill(process.pid, 'SIGSTOP');
  },
});
process.on('message', (message: Asked) => {
  if ('ask' in message) void app.runtime.ports(caller()).call(askForTrip, { trip: message.ask, to: 'Lisbon' });
  else if ('letGo' in message) held.resolve();
  else void app.close().then(() => process.disconnect());
});
